import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { searchableText } from '../histories/searchable.ts';

export interface RecordedRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  readonly events: number;
  /** The whole history as the protocol's JSON: what Temporal keeps and shows. */
  readonly json: string;
}

const { History } = temporal.api.history.v1;

/** Every run there has been, with its history as text. */
export async function recordedRuns(client: Client): Promise<RecordedRun[]> {
  const runs: RecordedRun[] = [];
  for await (const run of client.workflow.list()) {
    const history = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
    runs.push({
      workflowId: run.workflowId,
      runId: run.runId,
      type: run.type,
      events: history.events?.length ?? 0,
      json: readable(history),
    });
  }
  return runs;
}

function readable(history: temporal.api.history.v1.IHistory): string {
  return searchableText(History.toObject(History.fromObject(history), { bytes: String, longs: String }));
}
