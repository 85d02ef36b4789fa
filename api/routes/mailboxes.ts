import { z } from 'zod';
import type { Actor } from '../../store/change-log.ts';
import type { Tx } from '../../store/connection.ts';
import { changeLogin, pauseMailbox, resumeMailbox, retireMailbox } from '../../store/mailbox-changes.ts';
import { createMailbox, listMailboxes, readMailbox, type ChangedMailbox } from '../../store/mailboxes.ts';
import { readSendingFacts } from '../../store/sending-status.ts';
import { effectivePolicy } from '../../policy/overrides.ts';
import { sendingStatus } from '../../policy/sending-status.ts';
import { actorOf } from '../actor.ts';
import type { Context } from '../context.ts';
import { examineMailbox } from '../examine-mailbox.ts';
import { newLogin, newMailbox } from '../new-mailbox.ts';
import { tenantRoute, type TenantCaller } from '../route.ts';
import { id, pageOf, pauseRequest } from '../schemas/common.ts';
import {
  changedMailbox,
  changeLoginRequest,
  createMailboxRequest,
  listMailboxesQuery,
  mailbox,
  sendingStatus as sendingStatusSchema,
} from '../schemas/mailboxes.ts';
import { mailboxView } from '../views/mailbox.ts';
import { timeView } from '../views/common.ts';
import { dispatchWakes, statusFor } from '../wakes.ts';

const tag = 'mailboxes';
const params = z.object({ mailboxId: id });
const changing = {
  tag,
  params,
  answers: { 200: changedMailbox, 202: changedMailbox },
  problems: ['invalid-state'],
} as const;

export const mailboxRoutes = [
  tenantRoute('write', {
    method: 'post',
    path: '/v1/mailboxes',
    operationId: 'createMailbox',
    summary: 'Take in a mailbox, and start its warm-up where it is opted in',
    tag,
    body: createMailboxRequest,
    answers: { 201: changedMailbox, 202: changedMailbox },
    problems: ['conflict-duplicate', 'invalid-state'],
    examine: (raw, { caller, context }) => examineMailbox(raw, caller.tenantId, context),
    handle: async ({ body, caller, context }) => {
      const { store, keyring } = context;
      const actor = actorOf(caller, context);
      const input = newMailbox(body, context.presets);
      const created = await store.forTenant(caller.tenantId, (tx) =>
        createMailbox(tx, keyring, actor, input),
      );
      const workflows = await dispatchWakes(context, created.wakes);
      const headers = { Location: `/v1/mailboxes/${created.mailbox.id}` };
      const status = workflows.length > 0 ? 202 : 201;
      return { status, body: { mailbox: mailboxView(created), workflows }, headers };
    },
  }),
  tenantRoute('read', {
    method: 'get',
    path: '/v1/mailboxes',
    operationId: 'listMailboxes',
    summary: 'List mailboxes, oldest first; by domain, warm-up stage, health band',
    tag,
    query: listMailboxesQuery,
    answers: { 200: pageOf(mailbox).meta({ id: 'MailboxPage' }) },
    handle: async ({ query, caller, context: { store } }) => {
      const { items, next } = await store.forTenant(caller.tenantId, (tx) => listMailboxes(tx, query, query));
      return { status: 200, body: { items: items.map(mailboxView), next } };
    },
  }),
  tenantRoute('read', {
    method: 'get',
    path: '/v1/mailboxes/{mailboxId}',
    operationId: 'readMailbox',
    summary: 'Read a mailbox',
    tag,
    params,
    answers: { 200: mailbox },
    handle: async ({ params: { mailboxId }, caller, context: { store } }) => ({
      status: 200,
      body: mailboxView(await store.forTenant(caller.tenantId, (tx) => readMailbox(tx, mailboxId))),
    }),
  }),
  tenantRoute('write', {
    ...changing,
    method: 'post',
    path: '/v1/mailboxes/{mailboxId}/pause',
    operationId: 'pauseMailbox',
    summary: 'Pause all mail of a mailbox',
    body: pauseRequest,
    handle: async ({ params: { mailboxId }, body, caller, context }) =>
      changed(caller, context, (tx, actor) => pauseMailbox(tx, actor, mailboxId, body.reason)),
  }),
  tenantRoute('write', {
    ...changing,
    method: 'post',
    path: '/v1/mailboxes/{mailboxId}/resume',
    operationId: 'resumeMailbox',
    summary: 'Resume a mailbox; nothing is caught up',
    handle: async ({ params: { mailboxId }, caller, context }) =>
      changed(caller, context, (tx, actor) => resumeMailbox(tx, actor, mailboxId)),
  }),
  tenantRoute('write', {
    ...changing,
    method: 'post',
    path: '/v1/mailboxes/{mailboxId}/retire',
    operationId: 'retireMailbox',
    summary: 'Retire a mailbox for ever: its warm-up ends',
    body: pauseRequest,
    handle: async ({ params: { mailboxId }, body, caller, context }) =>
      changed(caller, context, (tx, actor) => retireMailbox(tx, actor, mailboxId, body.reason)),
  }),
  tenantRoute('write', {
    ...changing,
    method: 'put',
    path: '/v1/mailboxes/{mailboxId}/login',
    operationId: 'changeMailboxLogin',
    summary: 'Give new credentials; the next try to log in is at once',
    body: changeLoginRequest,
    handle: async ({ params: { mailboxId }, body, caller, context }) =>
      changed(caller, context, async (tx, actor) => {
        const { mailbox: row } = await readMailbox(tx, mailboxId);
        return changeLogin(tx, context.keyring, actor, mailboxId, newLogin(body, row.address));
      }),
  }),
  tenantRoute('read', {
    method: 'get',
    path: '/v1/mailboxes/{mailboxId}/sending-status',
    operationId: 'readSendingStatus',
    summary: 'Why a mailbox is not sending, until when, and what would lift it',
    tag,
    params,
    answers: { 200: sendingStatusSchema },
    handle: async ({ params: { mailboxId }, caller, context: { store, clock } }) => {
      const now = clock.now();
      const found = await store.forTenant(caller.tenantId, (tx) => readSendingFacts(tx, mailboxId, now));
      const status = sendingStatus(found.facts, effectivePolicy(found.overrides).policy);
      return { status: 200, body: { ...status, until: timeView(status.until) } };
    },
  }),
];

async function changed(
  caller: TenantCaller,
  context: Context,
  change: (tx: Tx, actor: Actor) => Promise<ChangedMailbox>,
) {
  const actor = actorOf(caller, context);
  const result = await context.store.forTenant(caller.tenantId, (tx) => change(tx, actor));
  const workflows = await dispatchWakes(context, result.wakes);
  return { status: statusFor(workflows), body: { mailbox: mailboxView(result), workflows } };
}
