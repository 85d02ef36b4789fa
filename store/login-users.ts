import pg from 'pg';

/** The roles that the migrations make, and the setting whose user is to be a member of each. */
export type Role = 'samovar_app' | 'samovar_platform';

export interface LoginUser {
  readonly setting: string;
  readonly url: string;
  readonly role: Role;
}

interface UserRow {
  readonly mayBypass: boolean;
  readonly memberOf: Role[];
}

/**
 * Makes the user of the URL a member of its role, and creates it with the URL's password if it doesn't exist. Throws,
 * naming setting and fix, for a user that row-level security wouldn't hold back.
 */
export async function admitUser(owner: pg.Client, { setting, url, role }: LoginUser): Promise<void> {
  const { username, password } = new URL(url);
  const user = decodeURIComponent(username);
  if (user === '' || user === owner.user) {
    throw new Error(
      `${setting} must name a user of its own, not the owner of the tables, who could switch row-level security off. ` +
        'Choose another name: the user is created if it is missing.',
    );
  }
  let row = await findUser(owner, user);
  if (!row) {
    const secret = password === '' ? '' : ` PASSWORD ${pg.escapeLiteral(decodeURIComponent(password))}`;
    await asAdministrator(owner, `CREATE ROLE ${pg.escapeIdentifier(user)} LOGIN${secret}`, setting);
    row = { mayBypass: false, memberOf: [] };
  }
  if (row.mayBypass) {
    throw new Error(
      `${setting} names ${user}, whom row-level security doesn't hold back (superuser or BYPASSRLS). Name another user.`,
    );
  }
  if (row.memberOf.some((other) => other !== role)) {
    throw new Error(
      `${setting} names ${user}, who is a member of ${row.memberOf.join(' and ')}. ` +
        'DATABASE_URL and PLATFORM_DATABASE_URL need two different users: one sees a tenant at a time, the other all.',
    );
  }
  if (!row.memberOf.includes(role)) {
    await asAdministrator(owner, `GRANT ${role} TO ${pg.escapeIdentifier(user)}`, setting);
  }
}

async function findUser(owner: pg.Client, user: string): Promise<UserRow | null> {
  const { rows } = await owner.query<UserRow>(
    `SELECT u.rolsuper OR u.rolbypassrls AS "mayBypass",
       ARRAY(SELECT r.rolname::text FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
         WHERE m.member = u.oid AND r.rolname IN ('samovar_app', 'samovar_platform')) AS "memberOf"
     FROM pg_roles u WHERE u.rolname = $1`,
    [user],
  );
  return rows[0] ?? null;
}

async function asAdministrator(owner: pg.Client, statement: string, setting: string): Promise<void> {
  try {
    await owner.query(statement);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const isThere = error.code === '42710' || error.code === '23505'; // another migration was faster
    if (isThere) return;
    if (error.code !== '42501') throw error;
    throw new Error(
      `The owner may not admit the user of ${setting}. Let an administrator of the database run: ` +
        `${statement.replace(/ PASSWORD .*/, " PASSWORD '...'")};`,
      { cause: error },
    );
  }
}
