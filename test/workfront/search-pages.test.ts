import type { RequestListener } from 'node:http';

import { describe, expect, onTestFinished, test } from 'vitest';

import { openAt, serve, silent } from './support.ts';

function rowOf(number: number) {
  return { ID: number.toString(16).padStart(32, '0'), name: `Ann Lee ${number}`, isActive: true };
}

/** Two pages: a full one, of which one row can be no user, and a single row. */
function pageFrom(first: number): readonly object[] {
  if (first > 0) return [rowOf(500)];
  return [{ name: 'Nameless Lee' }, ...Array.from({ length: 199 }, (_, number) => rowOf(number))];
}

async function openBeside(listener: RequestListener, log = silent) {
  const server = await serve(listener);
  const workfront = openAt(server.url, { log });
  onTestFinished(async () => {
    await workfront.close();
    await server.close();
  });
  return workfront;
}

describe('a page of Workfront’s', () => {
  test('is asked for by id, and a row that can be no user is left out with a warning', async () => {
    const asked: URLSearchParams[] = [];
    const paths: string[] = [];
    const warned: unknown[][] = [];
    const warn = (...said: unknown[]) => void warned.push(said);
    const workfront = await openBeside(
      (request, response) => {
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
        paths.push(pathname);
        asked.push(searchParams);
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ data: pageFrom(Number(searchParams.get('$$FIRST'))) }));
      },
      { ...silent, warn },
    );
    expect(await workfront.findByName(['lee'], 1_000)).toHaveLength(200);
    expect(asked.map((one) => [one.get('$$FIRST'), one.get('$$LIMIT'), one.get('ID_Sort')])).toEqual([
      ['0', '200', 'asc'],
      ['200', '200', 'asc'],
    ]);
    expect(asked[0]?.get('fields')).toContain('emailAddr');
    expect(paths[0]).toBe('/attask/api/v22.0/user/search');
    expect(warned).toEqual([[{ rows: 1 }, 'Workfront listed users without a usable ID or state']]);
  });

  test('is asked for by address too, one or many', async () => {
    const lee = { ...rowOf(1), emailAddr: 'p1@acme.example' };
    const workfront = await openBeside((_request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ data: [lee] }));
    });
    expect(await workfront.findByEmail('p1@acme.example', 5)).toMatchObject([{ id: lee.ID }]);
    expect((await workfront.findByEmails(['p1@acme.example'], 5)).get('p1@acme.example')).toMatchObject([
      { id: lee.ID },
    ]);
  });

  test('is given up while it is on the way', async () => {
    const workfront = await openBeside(() => {});
    const given = new AbortController();
    const looking = workfront.suggest('lee', 5, given.signal);
    given.abort(new Error('typed on'));
    await expect(looking).rejects.toThrow('Workfront did not answer (Error)');
  });
});
