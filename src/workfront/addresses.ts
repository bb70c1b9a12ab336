const workfrontHost = /^[a-z0-9][a-z0-9-]*\.(my|preview|sb01|sb02|testdrive)\.workfront(\.adobe)?\.com$/;

/**
 * What is wrong with a Workfront address, as the end of a sentence that starts with its name; null:
 * nothing. Any port and plain http are right on loopback only.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/administration-and-setup/get-started-administration/configure-your-firewall
 */
export function checkWorkfrontUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null) return 'is not a web address, which starts with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return 'must end after the host name';
  if (isLoopback(url) && ['http:', 'https:'].includes(url.protocol)) return null;
  if (url.protocol !== 'https:') return 'must start with https://';
  if (url.port !== '') return 'must not name a port';
  return workfrontHost.test(url.hostname)
    ? null
    : 'must be on a host of Workfront, such as acme.my.workfront.adobe.com';
}

function isLoopback(url: URL): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
}

/** What is wrong with an address that gets a secret, in the same form; null: nothing. */
export function checkSecretUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null) return 'is not a web address';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return null;
  return 'must start with https://';
}

const logInHost = /^ims-[a-z]{2}\d(-stg\d)?\.adobelogin\.com$/;

/**
 * What is wrong with an address that gets Adobe's client secret, in the same form; null: nothing.
 * @see https://developer.adobe.com/developer-console/docs/guides/authentication/ServerToServerAuthentication/ims
 */
export function checkTokenUrl(text: string): string | null {
  const url = URL.parse(text);
  const problem = checkSecretUrl(text);
  if (url === null || problem !== null || isLoopback(url)) return problem;
  if (url.port === '' && logInHost.test(url.hostname)) return null;
  return 'must be on a log-in host of Adobe, such as ims-na1.adobelogin.com';
}
