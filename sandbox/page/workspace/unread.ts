import type { Viewer } from '../viewer.ts';

/** The newest message that a person has had on this window's screen, by person and channel. */
const read = new Map<string, string>();
const started = new Set<string>();

const newest = ({ seen }: Viewer, channel: string) =>
  seen.messages.findLast((message) => message.channel === channel)?.ts ?? '';

/** Notes that the open channel is on the screen; all that was there when a person sat down counts as read. */
export function noteRead(viewer: Viewer): void {
  const { me, seen, channel } = viewer;
  if (!started.has(me.id)) {
    started.add(me.id);
    for (const { id } of seen.channels) read.set(`${me.id} ${id}`, newest(viewer, id));
  }
  read.set(`${me.id} ${channel}`, newest(viewer, channel));
}

/** How many messages of a channel came since the person last looked at it in this window. */
export function unreadCount({ me, seen }: Viewer, channel: string): number {
  const last = read.get(`${me.id} ${channel}`) ?? '';
  return seen.messages.filter((message) => message.channel === channel && message.ts > last).length;
}
