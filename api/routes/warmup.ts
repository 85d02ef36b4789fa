import { z } from 'zod';
import type { Actor } from '../../store/change-log.ts';
import type { Tx } from '../../store/connection.ts';
import { extendWarmup, graduateAnyway, setWarmupPlan, type WarmupPlan } from '../../store/warmup-plans.ts';
import type { Wake } from '../../store/warmup-wakes.ts';
import { actorOf } from '../actor.ts';
import type { Context } from '../context.ts';
import { examinePlan } from '../examine-mailbox.ts';
import { platformRoute, tenantRoute, type TenantCaller } from '../route.ts';
import { id } from '../schemas/common.ts';
import {
  changedWarmup,
  changePlanRequest,
  extendRequest,
  graduateRequest,
  warmupStatus,
  type ChangePlanRequest,
} from '../schemas/warmup.ts';
import { warmupView } from '../views/warmup.ts';
import { readWarmupStatus } from '../warmup-status.ts';
import { dispatchWakes } from '../wakes.ts';

const tag = 'warm-up';
const params = z.object({ mailboxId: id });
const changing = { tag, answers: { 202: changedWarmup }, problems: ['invalid-state'] } as const;

export const warmupRoutes = [
  tenantRoute('read', {
    method: 'get',
    path: '/v1/mailboxes/{mailboxId}/warmup',
    operationId: 'readWarmup',
    summary: 'How far a warm-up is: plan, today, the last 14 days, what is missing to graduate',
    tag,
    params,
    answers: { 200: warmupStatus },
    handle: async ({ params: { mailboxId }, caller, context: { store, clock, workflowUrl } }) => {
      const now = clock.now();
      const status = await store.forTenant(caller.tenantId, (tx) => readWarmupStatus(tx, mailboxId, now));
      return { status: 200, body: warmupView(status, workflowUrl) };
    },
  }),
  tenantRoute('write', {
    ...changing,
    method: 'put',
    path: '/v1/mailboxes/{mailboxId}/warmup',
    operationId: 'setWarmupPlan',
    summary: "Opt a mailbox in, or change its plan: only to more careful numbers than the policy's",
    params,
    body: changePlanRequest,
    examine: (raw, { params: { mailboxId }, caller: { tenantId }, context }) =>
      examinePlan(raw, { tenantId, mailboxId, isPlatformAdmin: false }, context),
    handle: async ({ params: { mailboxId }, body, caller, context }) =>
      changed(caller, context, mailboxId, (tx, actor) => setWarmupPlan(tx, actor, mailboxId, planOf(body))),
  }),
  platformRoute('admin', {
    ...changing,
    method: 'put',
    path: '/admin/v1/tenants/{tenantId}/mailboxes/{mailboxId}/warmup',
    operationId: 'setTenantWarmupPlan',
    summary: 'As a platform admin: the same, with the preset `fast` to choose as well',
    params: params.extend({ tenantId: id }),
    body: changePlanRequest,
    examine: (raw, { params: { tenantId, mailboxId }, context }) =>
      examinePlan(raw, { tenantId, mailboxId, isPlatformAdmin: true }, context),
    handle: async ({ params: { tenantId, mailboxId }, body, caller, context }) =>
      changed({ tenantId, keyId: caller.keyId }, context, mailboxId, (tx, actor) =>
        setWarmupPlan(tx, actor, mailboxId, planOf(body)),
      ),
  }),
  tenantRoute('write', {
    ...changing,
    method: 'post',
    path: '/v1/mailboxes/{mailboxId}/warmup/extend',
    operationId: 'extendWarmup',
    summary: 'Give a mailbox more days in which it may graduate',
    params,
    body: extendRequest,
    handle: async ({ params: { mailboxId }, body, caller, context }) =>
      changed(caller, context, mailboxId, (tx, actor) => extendWarmup(tx, actor, mailboxId, body)),
  }),
  tenantRoute('write', {
    ...changing,
    method: 'post',
    path: '/v1/mailboxes/{mailboxId}/warmup/graduate',
    operationId: 'graduateAnyway',
    summary: 'Graduate a mailbox whatever is missing, because a person takes it upon themselves',
    params,
    body: graduateRequest,
    handle: async ({ params: { mailboxId }, body, caller, context }) =>
      changed(caller, context, mailboxId, (tx, actor) => graduateAnyway(tx, actor, mailboxId, body)),
  }),
];

function planOf({ riskAccepted, ...plan }: ChangePlanRequest): WarmupPlan {
  return { ...plan, riskAccepted: riskAccepted ?? null };
}

async function changed(
  caller: Pick<TenantCaller, 'tenantId' | 'keyId'>,
  context: Context,
  mailboxId: string,
  change: (tx: Tx, actor: Actor) => Promise<{ readonly wake: Wake }>,
) {
  const actor = actorOf(caller, context);
  const { wake, status } = await context.store.forTenant(caller.tenantId, async (tx) => ({
    ...(await change(tx, actor)),
    status: await readWarmupStatus(tx, mailboxId, actor.at),
  }));
  const workflows = await dispatchWakes(context, [wake]);
  return { status: 202 as const, body: { warmup: warmupView(status, context.workflowUrl), workflows } };
}
