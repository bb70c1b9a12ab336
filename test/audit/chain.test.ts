import { describe, expect, test } from 'vitest';

import { canonicalJson, isCanonical } from '../../src/audit/chain.ts';

describe('the stored text of a row', () => {
  test('has its keys by code unit, whatever came first', () => {
    const value = JSON.parse('{"b":[{"d":null,"c":1}],"a!":true,"é":0,"a":"x","9":2,"10":{},"__proto__":1}');
    expect(canonicalJson(value)).toBe(
      '{"10":{},"9":2,"__proto__":1,"a":"x","a!":true,"b":[{"c":1,"d":null}],"é":0}',
    );
  });

  test.each([
    ['{"a":[1,"x",null,true],"b":{}}', true],
    ['null', true],
    ['{"b":1,"a":2}', false],
    ['{"a":1,"a":1}', false],
    ['{"a": 1}', false],
    ['{"a":1', false],
    ['', false],
  ])('%s is one that the bot could have written: %s', (text, could) => {
    expect(isCanonical(text)).toBe(could);
  });
});
