import { randomUUID } from 'node:crypto';
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type ColumnType,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

export interface CatalogueAdapter {
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** Ends what the engine has left open, and drops its shadow databases. */
  close(): Promise<void>;
}

/**
 * What Prisma's schema engine needs of PostgreSQL in order to read a catalogue and run migrations. Prisma's own
 * `@prisma/adapter-pg` (7.10) can't serve it: it splits scripts at every semicolon, so that no function survives,
 * and refuses types that the catalogue is full of (prisma/orm#27403).
 */
export function catalogueAdapter(ownerUrl: string): CatalogueAdapter {
  const open: pg.Client[] = [];
  const shadows: string[] = [];

  const connect = async (url: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    open.push(client);
    return client;
  };

  return {
    factory: {
      provider: 'postgres',
      adapterName,
      connect: async () => adapterOf(await connect(ownerUrl)),
      async connectToShadowDb() {
        const name = `samovar_shadow_${randomUUID()}`;
        const owner = await connect(ownerUrl);
        await owner.query(`CREATE DATABASE "${name}"`);
        shadows.push(name);
        const url = new URL(ownerUrl);
        url.pathname = `/${name}`;
        return adapterOf(await connect(url.href));
      },
    },
    async close() {
      await Promise.all(open.map((client) => client.end()));
      const owner = await connect(ownerUrl);
      for (const name of shadows) await owner.query(`DROP DATABASE "${name}" WITH (FORCE)`);
      await owner.end();
    },
  };
}

const adapterName = 'samovar-catalogue';

function adapterOf(client: pg.Client): SqlDriverAdapter {
  return {
    provider: 'postgres',
    adapterName,
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    queryRaw: (query) =>
      translatingErrors(async () =>
        resultSet(await client.query<unknown[]>({ ...statement(query), rowMode: 'array' })),
      ),
    executeRaw: (query) =>
      translatingErrors(async () => (await client.query(statement(query))).rowCount ?? 0),
    /** The whole script at once: one implicit transaction, as with the native engine. */
    executeScript: (script) => translatingErrors(async () => void (await client.query(script))),
    startTransaction() {
      throw new Error('The schema engine reads and runs whole scripts; it never opens a transaction.');
    },
    dispose: async () => undefined, // close() ends every connection
  };
}

function statement({ sql, args }: SqlQuery): pg.QueryConfig {
  return { text: sql, values: args };
}

function resultSet({ fields, rows }: pg.QueryArrayResult<unknown[]>): SqlResultSet {
  return {
    columnNames: fields.map((field) => field.name),
    columnTypes: fields.map(columnType),
    rows,
  };
}

/** Types by their object id in pg_type; whatever else the catalogue holds (name, "char", regtype) reads as text. */
const columnTypes: Partial<Record<number, ColumnType>> = {
  16: ColumnTypeEnum.Boolean,
  20: ColumnTypeEnum.Int64,
  21: ColumnTypeEnum.Int32,
  23: ColumnTypeEnum.Int32,
  26: ColumnTypeEnum.Int64,
  1003: ColumnTypeEnum.TextArray,
  1009: ColumnTypeEnum.TextArray,
};

function columnType({ name, dataTypeID }: pg.FieldDef): ColumnType {
  // The engine reads a constraint's kind (pg_constraint.contype) as one character, and nothing else so.
  if (name === 'constraint_type') return ColumnTypeEnum.Character;
  return columnTypes[dataTypeID] ?? ColumnTypeEnum.Text;
}

async function translatingErrors<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const { code = '', severity = '', message, detail, column, hint } = error;
    throw new DriverAdapterError({ kind: 'postgres', code, severity, message, detail, column, hint });
  }
}
