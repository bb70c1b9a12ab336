import type { AuditRow, Store } from './requests/ports.ts';
import type { Request } from './requests/request.ts';

/** Called after a commit, with what it stored, in order. */
export type Observer = {
  request(request: Request): void;
  audit(row: AuditRow): void;
};

/** The same store; once a transaction is stored, the observer hears of its requests and audit rows. */
export function observeStore(store: Store, observer: Observer): Store {
  return {
    ...store,
    async transaction(work) {
      let requests: Request[] = [];
      let rows: AuditRow[] = [];
      const result = await store.transaction((tx) => {
        // The database may roll a transaction back and run it again.
        requests = [];
        rows = [];
        return work({
          ...tx,
          async insertRequest(request) {
            await tx.insertRequest(request);
            requests.push(request);
          },
          async updateRequest(request) {
            await tx.updateRequest(request);
            requests.push(request);
          },
          async appendAudit(entry) {
            const row = await tx.appendAudit(entry);
            rows.push(row);
            return row;
          },
        });
      });
      for (const request of requests) observer.request(request);
      for (const row of rows) observer.audit(row);
      return result;
    },
  };
}
