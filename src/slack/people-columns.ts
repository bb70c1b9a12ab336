/** What a column of a list holds that a person is found by. */
export type Column = 'id' | 'email' | 'username' | 'first' | 'last' | 'name';

/** Names of columns, as people and programs write them, in the bot's languages; compared without case and signs. */
const names: Readonly<Record<Column, readonly string[]>> = {
  id: [
    'id', 'guid', 'user id', 'workfront id', 'workfront user id', 'user guid', 'benutzer-id', 'ユーザーID', 'ユーザID', '사용자 ID', 'användar-id',
    '使用者 ID', '用戶 ID', '識別碼', '使用者識別碼',
  ],
  email: [
    'e-mail', 'mail', 'email address', 'mail address', 'email addr', 'user email', 'work email', 'primary email',
    'business email', 'company email', 'corporate email', 'employee email', 'work email address',
    'primary email address', 'business email address', 'company email address', 'primary smtp address', 'smtp address',
    'E-Mail-Adresse', 'Mailadresse', 'Emailadresse', 'E-Mail geschäftlich', 'geschäftliche E-Mail',
    'geschäftliche E-Mail-Adresse', 'dienstliche E-Mail', 'dienstliche E-Mail-Adresse', 'Benutzer-E-Mail',
    'メール', 'メールアドレス', 'Eメール', 'Eメールアドレス', '電子メール', '電子メールアドレス',
    '会社メール', '会社メールアドレス', '社用メールアドレス', 'メルアド',
    '이메일', '이메일 주소', '메일', '메일 주소', '전자 메일', '전자 메일 주소', '전자우편', '회사 이메일', '업무 이메일',
    'e-post', 'e-postadress', 'epost', 'mejl', 'mejladress', 'mailadress', 'e-post arbete', 'jobbmejl', 'arbetsmejl',
    '電子郵件', '電子信箱', '電子郵件地址', '電子郵件信箱', '信箱', '郵件', '電郵', '電郵地址', '郵件地址',
    '公司信箱', '公司郵件', '公司電子郵件', '公司電子信箱', '工作信箱',
  ],
  username: [
    'username', 'user name', 'login', 'log-in', 'user', 'upn', 'user principal name', 'account',
    'account name', 'login name', 'log-on name', 'user login', 'sam account name',
    'Benutzername', 'Nutzername', 'Benutzerkennung', 'Benutzer', 'Anmeldename', 'Konto', 'Kontoname', 'Benutzerkonto',
    'ユーザー名', 'ユーザ名', 'ユーザー', 'ユーザ', 'ログイン', 'ログインID', 'ログイン名', 'アカウント', 'アカウント名',
    '사용자 이름', '사용자명', '사용자', '아이디', '로그인', '로그인 ID', '계정', '계정명',
    'användarnamn', 'användare', 'inloggning', 'inloggningsnamn', 'konto', 'kontonamn',
    '使用者名稱', '使用者', '用戶名稱', '用戶', '帳號', '帳戶', '登入', '登入名稱', '登入帳號',
  ],
  first: [
    'first name', 'given name', 'forename', 'Vorname', '名', '이름(명)', 'förnamn', '名字',
  ],
  last: [
    'last name', 'surname', 'family name', 'Nachname', 'Familienname', '姓', '성', 'efternamn', '姓氏',
  ],
  name: [
    'name', 'full name', 'display name', 'person', 'employee', 'leaver',
    'employee name', 'person name', 'name of employee', 'leaver name',
    'Anzeigename', 'Vollständiger Name', 'Mitarbeiter', 'Mitarbeiterin', 'Mitarbeitername', 'Vor- und Nachname',
    'Vorname und Nachname', 'Name, Vorname', 'Nachname, Vorname',
    '氏名', '名前', '表示名', '社員', '社員名', '従業員', '従業員名', '従業員氏名',
    '이름', '성명', '직원', '직원명', '직원 이름', '사원', '사원명', '표시 이름',
    'namn', 'fullständigt namn', 'visningsnamn', 'anställd', 'anställds namn', 'för- och efternamn',
    '姓名', '全名', '名稱', '顯示名稱', '員工', '員工姓名', '員工名稱', '中文姓名',
  ],
}; // prettier-ignore

const known: ReadonlyMap<string, Column> = new Map(
  (['id', 'email', 'username', 'first', 'last', 'name'] as const).flatMap((column) =>
    names[column].map((name) => [bare(name), column] as const),
  ),
);

/** What a column of this name holds; null: nothing that a person is found by. */
export function columnOf(heading: string): Column | null {
  const withoutRemark = heading.normalize('NFKC').replaceAll(/\([^()]*\)|\[[^[\]]*\]/gu, '');
  return known.get(bare(heading)) ?? known.get(bare(withoutRemark)) ?? null;
}

function bare(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');
}
