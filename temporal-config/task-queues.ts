/**
 * The task queues, one per kind of load, so that workers scale by kind:
 * `orchestration` runs workflows and short database activities, `sending` what opens SMTP and IMAP connections.
 */
export const taskQueues = ['orchestration', 'sending'] as const;

export type TaskQueue = (typeof taskQueues)[number];

/** Milliseconds a worker may take to finish what it has begun: a submission (all 150 s) and its record. */
export const shutdownGraceMs: Record<TaskQueue, number> = { orchestration: 10_000, sending: 190_000 };

/** Activities that one worker process runs at a time. */
export const activitySlots: Record<TaskQueue, number> = { orchestration: 100, sending: 200 };
