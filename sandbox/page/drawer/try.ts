import { h, type Child } from '../dom/element.ts';
import { addressOf } from '../place.ts';
import { post } from '../server.ts';

const [rita, alan, bea, mina] = ['U01RITA', 'U01ALAN', 'U01BEA', 'U01MINA'];
const [help, approvals, audit] = ['C01ITHELP', 'C01APPROVALS', 'C01AUDIT'];

type Step = {
  readonly title: string;
  readonly text: readonly Child[];
  readonly links: readonly HTMLElement[];
  /** Where the outcome is told. */
  readonly below?: HTMLElement;
};

/** A link to a place in this page. */
const go = (words: string, as: string, channel: string, draft: string | null = null) =>
  h('a', { class: 'button', href: addressOf({ as, channel, draft }), 'data-place': true }, words);

const code = (words: string) => h('code', words);

/**
 * Some can be asked for; one was named before, two are gone, one is protected, one is nobody, one can be two people.
 * No other step needs whom this one deactivates.
 */
const twelve = [
  'tyler.reid@acme.example',
  'alba.khan@acme.example',
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

function firstSteps(): readonly Step[] {
  return [
    {
      title: 'Approve a request',
      text: [
        'Rita has asked to deactivate Jordan Lee. You are Alan, an approver: click Deactivate and confirm.',
      ],
      links: [go('As Alan, in #wf-approvals', alan, approvals)],
    },
    {
      title: 'Try to approve your own',
      text: [
        'Bea may ask and may approve, but not her own request: the bot refuses in private, and writes it down. Rita may only ask, so her click is refused as well.',
      ],
      links: [
        go('Ask as Bea', bea, help, '/wf-deactivate alba.khan@acme.example reason: contract ended'),
        go('Click as Bea', bea, approvals),
        go('Click as Rita', rita, approvals),
      ],
    },
    {
      title: 'Ask for a name that several people have',
      text: ['The bot never guesses: it shows who there is and lets you choose.'],
      links: [go('As Rita, ask for Costa', rita, help, '/wf-deactivate costa')],
    },
    {
      title: 'Ask for a list of twelve people',
      text: [
        'A supplier’s contract has ended. The bot looks everybody up, shows Rita whom it found and what stands against asking, and makes one request once she agrees. ',
        code('/wf-deactivate'),
        ' alone opens a form that takes a pasted list or a CSV file.',
      ],
      links: [
        go(
          'As Rita, ask for twelve',
          rita,
          help,
          `/wf-deactivate ${twelve.join(', ')} reason: contract ended`,
        ),
        go('Open the form', rita, help, '/wf-deactivate'),
        go('Decide as Alan', alan, approvals),
      ],
    },
    {
      title: 'Hand work over',
      text: [
        'Morgan Lee owns a project, a template and more. The card says what, and Bea takes it over once it is approved. What the bot may not move stays and is listed under Details; Bea gets a message with links, and “Workfront” shows the mails that Workfront sent. ',
        code('/wf-deactivate show morgan.lee@acme.example'),
        ' only looks.',
      ],
      links: [
        go(
          'As Rita, ask with a successor',
          rita,
          help,
          '/wf-deactivate morgan.lee@acme.example to: bea.lindqvist@acme.example reason: left on Friday',
        ),
        go('Approve as Alan', alan, approvals),
        go('See as Bea', bea, 'dm'),
      ],
    },
    {
      title: 'Ask for somebody who is gone already',
      text: ['Priya Nair was deactivated months ago.'],
      links: [go('As Rita, ask for Priya', rita, help, '/wf-deactivate priya.nair@acme.example')],
    },
  ];
}

/** A button that has the audit log checked, and the place for what the check said. */
function auditCheck() {
  const verdict = h('p', { role: 'status' });
  const onclick = async () => {
    verify.setAttribute('aria-busy', 'true');
    verdict.textContent = 'Checking …';
    try {
      const { words } = await post<{ readonly words: string }>('audit-verify', {});
      verdict.replaceChildren(code(words));
    } catch (error) {
      verdict.textContent = error instanceof Error ? error.message : 'That did not work.';
    } finally {
      verify.removeAttribute('aria-busy');
    }
  };
  const verify = h('button.button', { onclick: () => void onclick() }, 'Check the log now');
  return { verify, verdict };
}

function laterSteps(openBreak: () => void): readonly Step[] {
  const onclick = () => openBreak();
  const { verify, verdict } = auditCheck();
  return [
    {
      title: 'Kill the bot between the click and the change',
      text: [
        'Ask for Ben Jones as Rita. In “Break it”, make Workfront slow. Approve as Alan, kill the bot within five seconds, let Workfront work again, and start the bot: the change is made, once.',
      ],
      links: [
        go('Ask as Rita', rita, help, '/wf-deactivate ben.jones@acme.example'),
        h('button.button', { onclick }, 'Open “Break it”'),
        go('Approve as Alan', alan, approvals),
      ],
    },
    {
      title: 'Read the audit log',
      text: [
        'Every decision, refusal and outcome is a numbered line with the start of its hash. The button runs ',
        code('npm run audit -- verify'),
        ' on the demo’s own folder, and stops the bot for the check: a folder belongs to one program at a time. In a terminal the command looks in ',
        code('./data'),
        ', where your own bot keeps its log.',
      ],
      links: [go('As Mina, in #wf-audit', mina, audit), verify],
      below: verdict,
    },
  ];
}

/** The tab with what a visitor can try; `openBreak` opens the tab with the troubles. */
export function createTry(openBreak: () => void): HTMLElement {
  const items = [...firstSteps(), ...laterSteps(openBreak)].map(({ title, text, links, below }) =>
    h('li', h('h3', title), h('p', ...text), h('p.links', ...links), below),
  );
  return h(
    'div.tab-body',
    h('p', 'A bot takes a leaver’s Workfront access away, but only after somebody else agreed. Try it:'),
    h('ol.steps', ...items),
    h('p.note', 'Open a second window beside this one to see both sides at once.'),
  );
}
