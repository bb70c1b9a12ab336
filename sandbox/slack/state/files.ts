import { changed, nextId, type StoredFile, type Workspace } from './workspace.ts';

const kinds: Readonly<Record<string, readonly [mimetype: string, pretty: string]>> = {
  csv: ['text/csv', 'CSV'],
  txt: ['text/plain', 'Plain Text'],
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Excel Spreadsheet'],
};

const extensionOf = (name: string) => /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** A file that a person chooses from their computer. */
export function addFile(
  workspace: Workspace,
  file: { readonly user: string; readonly name: string; readonly content: Buffer },
): StoredFile {
  const mimetype = kinds[extensionOf(file.name)]?.[0] ?? 'application/octet-stream';
  const stored = { ...file, id: nextId(workspace, 'F'), title: file.name, mimetype, channel: null };
  workspace.files.set(stored.id, stored);
  changed(workspace);
  return stored;
}

/** A file as payloads and methods carry it: https://docs.slack.dev/reference/objects/file-object */
export function fileJson(origin: string, file: StoredFile): Record<string, unknown> {
  const [, pretty] = kinds[extensionOf(file.name)] ?? [null, 'Binary'];
  const address = `${origin}/files-pri/T01ACME-${file.id}`;
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: extensionOf(file.name) || 'binary',
    pretty_type: pretty,
    user: file.user,
    size: file.content?.length ?? 0,
    mode: 'hosted',
    is_external: false,
    file_access: 'visible',
    url_private: `${address}/${encodeURIComponent(file.name)}`,
    url_private_download: `${address}/download/${encodeURIComponent(file.name)}`,
  };
}
