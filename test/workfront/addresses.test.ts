import { expect, test } from 'vitest';

import { checkTokenUrl, checkWorkfrontUrl } from '../../src/workfront/addresses.ts';

test.each([
  'https://acme.my.workfront.com',
  'https://acme.my.workfront.adobe.com/',
  'https://acme-2.preview.workfront.com',
  'https://acme.sb01.workfront.adobe.com',
  'https://acme.sb02.workfront.com',
  'https://acme.testdrive.workfront.com',
  'https://ACME.my.workfront.com',
  'http://127.0.0.1:8080',
  'http://localhost:1',
  'http://[::1]:8080',
])('%s is a Workfront address', (url) => {
  expect(checkWorkfrontUrl(url)).toBeNull();
});

test.each([
  'acme.my.workfront.com',
  'http://acme.my.workfront.com',
  'https://acme.my.workfront.com:8443',
  'https://acme.my.workfront.com/attask',
  'https://acme.my.workfront.com/?a=b',
  'https://acme.my.workfront.com/#a',
  'https://name:word@acme.my.workfront.com',
  'https://acme.my.workfront.com.evil.example',
  'https://evil.example/acme.my.workfront.com',
  'https://acme.evil.my.workfront.com',
  'https://acme.my-workfront.com',
  'https://my.workfront.com',
  'https://-acme.my.workfront.com',
  'http://10.0.0.1',
  'http://127.0.0.1.evil.example',
  'ftp://127.0.0.1',
  '',
])('%j is refused as a Workfront address', (url) => {
  expect(checkWorkfrontUrl(url)).toMatch(/^(is|must) /);
});

test('a client secret goes over https, or to this machine', () => {
  expect(checkTokenUrl('https://ims-na1.adobelogin.com/ims/token/v3')).toBeNull();
  expect(checkTokenUrl('https://ims-eu1.adobelogin.com/ims/token/v3')).toBeNull();
  expect(checkTokenUrl('https://ims-na1-stg1.adobelogin.com/ims/token/v3')).toBeNull();
  expect(checkTokenUrl('http://127.0.0.1:8080/ims/token/v3')).toBeNull();
  for (const host of [
    'evil.example',
    'adobelogin.com.evil.example',
    'ims-na1.adobelogin.com.evil.example',
    'x.adobelogin.com',
    'ims-na1.adobelogin.com:8443',
  ]) {
    expect(checkTokenUrl(`https://${host}/ims/token/v3`)).toMatch(/^must /);
  }
  expect(checkTokenUrl('http://ims-na1.adobelogin.com/ims/token/v3')).toMatch(/https/);
  expect(checkTokenUrl('https://name:word@ims-na1.adobelogin.com/')).toMatch(/password/);
  expect(checkTokenUrl('ims')).toMatch(/address/);
});
