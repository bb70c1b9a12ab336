import type { TableSchema } from '../records/schema.ts';
import { isKnown } from './paths.ts';

/** Labels of the licence letters in the newer licence model. */
const licenceTypes = { F: 'Standard', C: 'Light', R: 'Contributor', X: 'External' };

/** What `/<object>/metadata` tells: the fields with their types, references and collections by name. */
export function describe(schema: TableSchema, version: string): object {
  const fields = [...schema.fields].filter(
    ([field]) => isKnown(schema, field, version) && !schema.searchOnly.has(field),
  );
  const flags = (field: string): string[] => (schema.readOnly.has(field) ? ['READ_ONLY'] : []);
  const enumeration = Object.entries(licenceTypes).map(([value, label]) => ({ value, label }));
  return {
    objCode: schema.objCode,
    name: schema.name,
    fields: Object.fromEntries(
      fields.map(([field, fieldType]) => [
        field,
        {
          name: field,
          fieldType,
          flags: flags(field),
          ...(field === 'licenseType' ? { enumType: 'LicenseType', possibleValues: enumeration } : {}),
        },
      ]),
    ),
    references: linkNames(schema, version, false),
    collections: linkNames(schema, version, true),
  };
}

function linkNames(schema: TableSchema, version: string, collections: boolean): Record<string, object> {
  const links = [...schema.links].filter(
    ([name, link]) =>
      isKnown(schema, name, version) && !schema.searchOnly.has(name) && 'from' in link === collections,
  );
  return Object.fromEntries(links.map(([name, link]) => [name, { name, objectType: link.to }]));
}
