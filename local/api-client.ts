/** A minimal client of the product's API, for the local stack's own use of it: the same requests that anybody makes. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly problem: unknown;

  constructor(method: string, path: string, status: number, problem: unknown) {
    super(`${method} ${path} answered ${status}: ${JSON.stringify(problem)}`);
    this.status = status;
    this.problem = problem;
  }
}

export interface ApiClient {
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body?: unknown): Promise<Answer>;
  put<Answer>(path: string, body: unknown): Promise<Answer>;
  /** All items of a paged list. */
  list<Item>(path: string): Promise<Item[]>;
}

export function apiClient(apiUrl: string, key: string): ApiClient {
  const request = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new ApiRefusal(method, path, response.status, answer);
    return answer as Answer;
  };
  return {
    get: (path) => request('GET', path),
    post: (path, body = {}) => request('POST', path, body),
    put: (path, body) => request('PUT', path, body),
    async list<Item>(path: string) {
      const all: Item[] = [];
      let cursor: string | null = null;
      do {
        const query = new URLSearchParams({ limit: '200', ...(cursor === null ? {} : { cursor }) });
        const page: { items: Item[]; next: string | null } = await request(
          'GET',
          `${path}?${query.toString()}`,
        );
        all.push(...page.items);
        cursor = page.next;
      } while (cursor !== null);
      return all;
    },
  };
}
