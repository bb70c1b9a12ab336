/** What a column of a list holds that a person is found by. */
export type Column = 'id' | 'email' | 'username' | 'first' | 'last' | 'name';

/** Names of columns, as people and programs write them, in the bot's languages; compared without case and signs. */
const names: Readonly<Record<Column, readonly string[]>> = {
  id: [
    'id', 'guid', 'user id', 'workfront id', 'benutzer-id', 'ユーザーID', 'ユーザID', '사용자 ID', 'användar-id',
    '使用者 ID', '用戶 ID', '識別碼', '使用者識別碼',
  ],
  email: [
    'e-mail', 'mail', 'email address', 'mail address', 'email addr', 'user email', 'work email', 'primary email',
    'E-Mail-Adresse', 'Mailadresse', 'Emailadresse',
    'メール', 'メールアドレス', 'Eメール', 'Eメールアドレス', '電子メール', '電子メールアドレス',
    '이메일', '이메일 주소', '메일', '메일 주소', '전자 메일', '전자 메일 주소', '전자우편',
    'e-post', 'e-postadress', 'epost', 'mejl', 'mejladress',
    '電子郵件', '電子信箱', '電子郵件地址', '電子郵件信箱', '信箱', '郵件', '電郵',
  ],
  username: [
    'username', 'user name', 'login', 'log-in', 'user', 'upn', 'user principal name', 'account',
    'Benutzername', 'Nutzername', 'Benutzerkennung', 'Benutzer', 'Anmeldename', 'Konto',
    'ユーザー名', 'ユーザ名', 'ユーザー', 'ユーザ', 'ログイン',
    '사용자 이름', '사용자명', '사용자', '아이디', '로그인',
    'användarnamn', 'användare', 'inloggning',
    '使用者名稱', '使用者', '用戶名稱', '帳號', '登入',
  ],
  first: [
    'first name', 'given name', 'forename', 'Vorname', '名', '이름(명)', 'förnamn', '名字',
  ],
  last: [
    'last name', 'surname', 'family name', 'Nachname', 'Familienname', '姓', '성', 'efternamn', '姓氏',
  ],
  name: [
    'name', 'full name', 'display name', 'person', 'employee', 'leaver',
    'Anzeigename', 'Vollständiger Name', 'Mitarbeiter', 'Mitarbeiterin',
    '氏名', '名前', '表示名', '社員',
    '이름', '성명', '직원',
    'namn', 'fullständigt namn', 'visningsnamn', 'anställd',
    '姓名', '全名', '顯示名稱', '員工',
  ],
}; // prettier-ignore

const known: ReadonlyMap<string, Column> = new Map(
  (['id', 'email', 'username', 'first', 'last', 'name'] as const).flatMap((column) =>
    names[column].map((name) => [bare(name), column] as const),
  ),
);

/** What a column of this name holds; null: nothing that a person is found by. */
export function columnOf(heading: string): Column | null {
  const withoutRemark = heading.replaceAll(/\([^()]*\)|\[[^[\]]*\]/gu, '');
  return known.get(bare(heading)) ?? known.get(bare(withoutRemark)) ?? null;
}

function bare(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');
}
