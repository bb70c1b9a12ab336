import { z } from 'zod';

/** What every payload of a person has, whatever it asks for. */
export type Envelope = {
  readonly kind: 'command' | 'click' | 'window' | 'options';
  readonly actor: string;
  /** The workspace it comes from; null where Slack does not say, as in an installation for a whole organization. */
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
  readonly appId: string | null;
  /** Of each command, click and window its own; null for option lists. */
  readonly triggerId: string | null;
  readonly responseUrl: string | null;
};

/** Slack's ids are letters and digits; nothing else is taken for somebody. */
export const personForm = /^[\w.-]{1,100}$/u;

const text = z.string().min(1).nullish().catch(null);
const thing = z.object({ id: text }).nullish().catch(null);
const anyPayload = z.object({
  type: text,
  command: text,
  user_id: text,
  user: thing,
  team_id: text,
  team: thing,
  enterprise_id: text,
  enterprise: thing,
  api_app_id: text,
  trigger_id: text,
  response_url: text,
});

/** Null for what no person sent, such as an event. Never throws: what a listener needs, it checks itself. */
export function readEnvelope(body: unknown): Envelope | null {
  const { data } = anyPayload.safeParse(body);
  const actor = data?.user_id ?? data?.user?.id;
  if (!data || !actor) return null;
  return {
    kind: kindOf(data.type ?? null, Boolean(data.command)),
    actor,
    teamId: data.team_id ?? data.team?.id ?? null,
    enterpriseId: data.enterprise_id ?? data.enterprise?.id ?? null,
    appId: data.api_app_id ?? null,
    triggerId: data.trigger_id ?? null,
    responseUrl: data.response_url ?? null,
  };
}

function kindOf(type: string | null, isCommand: boolean): Envelope['kind'] {
  if (isCommand) return 'command';
  if (type === 'block_suggestion') return 'options';
  return type === 'view_submission' ? 'window' : 'click';
}
