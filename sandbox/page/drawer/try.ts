import { byId, h } from '../dom/element.ts';
import { addressOf } from '../place.ts';
import { act } from '../server.ts';

const [rita, alan, bea, mina] = ['U01RITA', 'U01ALAN', 'U01BEA', 'U01MINA'];
const [help, approvals, audit] = ['C01ITHELP', 'C01APPROVALS', 'C01AUDIT'];

/** A link to a place in this page. */
const go = (words: string, as: string, channel: string, draft: string | null = null) =>
  h('a.button.small', { href: addressOf({ as, channel, draft }) }, words);

/** What stands between backticks is code. */
const marked = (text: string) =>
  text.split('`').map((part, index) => (index % 2 === 0 ? part : h('code', part)));

const step = (title: string, text: string, ...links: readonly HTMLElement[]) =>
  h('li.stack', h('h3', title), h('p', marked(text)), h('p.across.wraps', links));

/**
 * Some can be asked for; one was named before, two are gone, one is protected, one is nobody, one can be two people.
 * No other step needs whom this one deactivates.
 */
const twelve = [
  'tyler.reid@acme.example',
  'nora.wagner@acme.example',
  'casey.moss@acme.example',
  'pat.quinn@acme.example',
  'oscar.meyer@acme.example',
  'zed.marker@acme.example',
  'Noor Haddad',
  'Tyler Reid',
  'Sam Dupont',
  'priya.nair@acme.example',
  'dana.whitfield@acme.example',
  'tyler.reed@acme.example',
];

const askForTwelve = `/wf-deactivate ${twelve.join(', ')} reason: contract ended`;
const handOver =
  '/wf-deactivate morgan.lee@acme.example to: bea.lindqvist@acme.example reason: left on Friday';

const breakIt = h('button.button.small', { onclick: () => byId('tab-break').click() }, 'Open “Break it”');

/** A button that has the audit log checked, and the place for what the check said. */
const verify = h('button.button.small', { onclick: () => void checkAudit() }, 'Check the log now');
const verdict = h('span', { role: 'status' });

async function checkAudit(): Promise<void> {
  verdict.textContent = 'Checking …';
  const said = await act<{ readonly words: string }>('audit-verify', {}, verify, (words) => {
    verdict.textContent = words;
  });
  if (said !== null) verdict.replaceChildren(h('code', said.words));
}

/** The tab with what a visitor can try. */
export const tour = h(
  'div.tab-body.stack',
  h('p', 'A bot takes a leaver’s Workfront access away, but only after somebody else agreed. Try it:'),
  h(
    'ol.steps.stack',
    step(
      'Approve a request',
      'Rita has asked to deactivate Jordan Lee. You are Alan, an approver: click Deactivate and confirm.',
      go('As Alan, in #wf-approvals', alan, approvals),
    ),
    step(
      'Try to approve your own',
      'Bea may ask and may approve, but not her own request: the bot refuses in private, and writes it down. Rita may only ask, so her click is refused as well.',
      go('Ask as Bea', bea, help, '/wf-deactivate nora.wagner@acme.example reason: contract ended'),
      go('Click as Bea', bea, approvals),
      go('Click as Rita', rita, approvals),
    ),
    step(
      'Ask for a name that several people have',
      'The bot never guesses: it shows who there is and lets you choose.',
      go('As Rita, ask for Almeida', rita, help, '/wf-deactivate almeida'),
    ),
    step(
      'Ask for a list of twelve people',
      'A supplier’s contract has ended. The bot looks everybody up, shows Rita whom it found and what stands against asking, and makes one request once she agrees. `/wf-deactivate` alone opens a form that takes a pasted list or a CSV file.',
      go('As Rita, ask for twelve', rita, help, askForTwelve),
      go('Open the form', rita, help, '/wf-deactivate'),
      go('Decide as Alan', alan, approvals),
    ),
    step(
      'Hand work over',
      'Morgan Lee owns a project, a template and more. The card says what, and Bea takes it over once it is approved. What the bot may not move stays and is listed under Details; Bea gets a message with links, and “Workfront” shows the mails that Workfront sent. `/wf-deactivate show morgan.lee@acme.example` only looks.',
      go('As Rita, ask with a successor', rita, help, handOver),
      go('Approve as Alan', alan, approvals),
      go('See as Bea', bea, 'dm'),
    ),
    step(
      'Ask for somebody who is gone already',
      'Priya Nair was deactivated months ago.',
      go('As Rita, ask for Priya', rita, help, '/wf-deactivate priya.nair@acme.example'),
    ),
    step(
      'Kill the bot between the click and the change',
      'Ask for Ben Foster as Rita. In “Break it”, make Workfront slow. Approve as Alan, kill the bot within five seconds, let Workfront work again, and start the bot: the change is made, once.',
      go('Ask as Rita', rita, help, '/wf-deactivate ben.foster@acme.example'),
      breakIt,
      go('Approve as Alan', alan, approvals),
    ),
    step(
      'Read the audit log',
      'Every decision, refusal and outcome is a numbered line with the start of its hash. The button runs `npm run audit -- verify` on the demo’s own folder, and stops the bot for the check: a folder belongs to one program at a time. In a terminal the command looks in `./data`, where your own bot keeps its log.',
      go('As Mina, in #wf-audit', mina, audit),
      verify,
      verdict,
    ),
  ),
  h('p.note', 'Open a second window beside this one to see both sides at once.'),
);
