import type { Connections } from './delivery/connections.ts';
import type { Ack } from './delivery/deliver.ts';
import type { TroubleRule } from './http/trouble.ts';
import type { PersonDriver } from './person/driver.ts';
import type { Administration } from './state/administration.ts';
import type { Message, MessageRef } from './state/message.ts';
import { findMessage } from './state/messages.ts';
import { changed, type Notification, type StoredFile, type Workspace } from './state/workspace.ts';
import type { Exchange, PayloadType } from './traffic.ts';

/** A running workspace with one app, and the handles by which a test or a demo plays in it. */
export type SlackSandbox = {
  /** `http://127.0.0.1:PORT/api/`, for SLACK_API_URL. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** Hands the app this very payload, signed or over the socket, whoever it says that it is from. */
  deliver(type: PayloadType, payload: Readonly<Record<string, unknown>>): Promise<Ack>;
  /** Where signed payloads go from now on; null for Socket Mode. */
  sendTo(requestUrl: string | null): void;
  person(userId: string): PersonDriver;
  /** All that passed between app and workspace, in order. */
  readonly traffic: readonly Exchange[];
  /** What the app used and the sandbox does not know. */
  readonly uncovered: readonly string[];
  /** All that was posted to a channel for everybody, in order; deleted ones are marked. */
  messages(channelId: string): readonly Message[];
  /** All pushes, in order. */
  readonly notifications: readonly Notification[];
  /** A message as it stands now. */
  message(ref: MessageRef): Message | undefined;
  /** What somebody or the app uploaded, by its id. */
  file(id: string): StoredFile | undefined;
  readonly administration: Administration;
  trouble(rule: TroubleRule): void;
  clearTrouble(): void;
  onChange(listener: () => void): () => void;
  /**
   * Resolves with what `find` gives once that is neither undefined, null nor false, looking again at every change;
   * rejects after `timeoutMilliseconds` (15,000) naming `what` and the last messages.
   */
  until<T>(find: () => T | undefined | null | false, what: string, timeoutMilliseconds?: number): Promise<T>;
  /** Serves `POST /sandbox/<name>`: JSON in, JSON out. */
  addControl(name: string, run: (body: unknown) => Promise<unknown>): void;
  /** Tells every open page to look again. */
  announce(): void;
  connections(): number;
  refreshConnections(): void;
  /** Cuts every socket without a word, as a broken network does. */
  cutConnections(): void;
  close(): Promise<void>;
};

const lastMessages = (workspace: Workspace) =>
  workspace.messages
    .slice(-5)
    .map(
      ({ channel, ephemeralTo, text }) =>
        `${channel}${ephemeralTo === null ? '' : ` to ${ephemeralTo}`}: ${text}`,
    )
    .join('\n  ');

export type Parts = {
  readonly workspace: Workspace;
  readonly connections: Connections;
  readonly administration: Administration;
};

/** The part of the sandbox that only looks at the workspace and its connections. */
export function observers({ workspace, connections, administration }: Parts) {
  return {
    traffic: workspace.traffic,
    uncovered: workspace.uncovered,
    notifications: workspace.notifications,
    administration,
    messages: (channelId: string) =>
      workspace.messages.filter(({ channel, ephemeralTo }) => channel === channelId && ephemeralTo === null),
    message: (ref: MessageRef) => findMessage(workspace, ref),
    file: (id: string) => workspace.files.get(id),
    onChange(listener: () => void) {
      workspace.listeners.add(listener);
      return () => {
        workspace.listeners.delete(listener);
      };
    },
    until: <T>(find: () => T | undefined | null | false, what: string, timeoutMilliseconds?: number) =>
      until(workspace, find, what, timeoutMilliseconds),
    announce: () => changed(workspace),
    connections: () => connections.count(),
    refreshConnections: () => connections.refresh(),
    cutConnections: () => connections.cut(),
  } satisfies Partial<SlackSandbox>;
}

/** See `SlackSandbox.until`. */
function until<T>(
  workspace: Workspace,
  find: () => T | undefined | null | false,
  what: string,
  timeoutMilliseconds = 15_000,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const look = () => {
    try {
      const found = find();
      if (found !== undefined && found !== null && found !== false) resolve(found);
    } catch (error) {
      reject(error);
    }
  };
  const timer = setTimeout(() => {
    const seen = lastMessages(workspace) || 'none';
    reject(new Error(`Waited ${timeoutMilliseconds} ms for ${what}; the last messages:\n  ${seen}`));
  }, timeoutMilliseconds);
  workspace.listeners.add(look);
  look();
  return promise.finally(() => {
    clearTimeout(timer);
    workspace.listeners.delete(look);
  });
}
