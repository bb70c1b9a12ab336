import * as z from 'zod';

/** What is told differently by different sources, or by none: the sandbox can do each, and the bot copes with each. */
const shape = z.strictObject({
  /**
   * Whether answers are compressed, asked for or not. Source: Thousand-Cuts/wf-toolkit, knowledge/api
   * 11-tips-and-gotchas.md, which met gzip unasked, also around a 422.
   */
  compress: z.enum(['no', 'gzip', 'br', 'deflate']).default('no'),
  /**
   * A PUT of `isActive: true` without an access level. The page on reactivation in AdobeDocs/workfront.en,
   * deactivate-a-user.md, asks for one; what the API does is told nowhere.
   */
  reactivation: z.enum(['accepted', 'needs access level']).default('accepted'),
  /** What becomes of a bulk change of which one record is refused: told nowhere, so these are guesses. */
  badRecord: z.enum(['refused whole', 'partly done', 'short answer']).default('partly done'),
  /** What becomes of the rows when a user takes another's place on tasks: told nowhere, so these are guesses. */
  swappedRows: z.enum(['kept', 'made anew']).default('kept'),
  /**
   * Whether the swap reaches below the tasks that it names. A release note of 2017.3 tells it of the page
   * (AdobeDocs/workfront.en, 2017-3-beta-4-release-activity.md); of the action it is told nowhere.
   */
  swapReaches: z.enum(['named tasks', 'sub-tasks too']).default('named tasks'),
  /** What becomes of an assignment that goes to somebody who has one there: told nowhere, so these are guesses. */
  successorPresent: z.enum(['second row', 'merged', 'refused']).default('second row'),
  /**
   * A manager who is inactive. That owners and assignees must be active is documented; of managers it is told nowhere,
   * so these are guesses.
   */
  inactiveManager: z.enum(['refused', 'accepted']).default('refused'),
  /** How `isAdmin` reads for a caller without the rights; its metadata calls it DYNAMIC and LAZY_READ. A guess. */
  isAdmin: z.enum(['told', 'null', 'absent']).default('told'),
  /** What a caller without *View Contact Info* gets for `emailAddr`. Told nowhere; a guess. */
  emailAddr: z.enum(['told', 'absent']).default('told'),
  /** How a session that is over is refused. A redirect was met by Thousand-Cuts/wf-toolkit, api/15-proofing.md. */
  refusal: z.enum(['401', 'redirect']).default('401'),
  /**
   * How `/session` tells the version: an int32 in AdobeDocs/workfront-apis static/workflow.json. As text, and with the
   * versions as a list, is a guess.
   */
  versions: z.enum(['as documented', 'texts']).default('as documented'),
  /**
   * A GET as a POST whose form has `method=GET`, for questions that are too long for an address. That the parameter
   * overrides the method is documented (AdobeDocs/workfront.en, wf-api/general/api-basics.md, "Operations");
   * Workfront/workfront-api src/Api.ts posts searches and reports so, cjw296/python-workfront every request. A count
   * by it, and every way in which it may be refused, are guesses.
   */
  postedReads: z
    .enum([
      'taken',
      'refused',
      'counts refused',
      'not logged in',
      'long ones refused',
      'long ones cut',
      'repeats dropped',
      'form ignored',
      'method ignored',
    ])
    .default('taken'),
});

export type Habits = z.infer<typeof shape>;

export const usual: Habits = shape.parse({});

/** Some habits other than before; throws a ZodError for one that there is not. */
export function withHabits(before: Habits, changes: unknown): Habits {
  return shape.parse({ ...before, ...z.record(z.string(), z.unknown()).parse(changes) });
}
