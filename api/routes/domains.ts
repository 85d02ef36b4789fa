import { z } from 'zod';
import {
  createDomain,
  lastDnsChecks,
  listDomains,
  pauseDomain,
  readDomain,
  requestDomainCheck,
  resumeDomain,
  retireDomain,
  type ChangedDomain,
} from '../../store/domains.ts';
import { presetsOfDomain } from '../../store/mailboxes.ts';
import type { Actor } from '../../store/change-log.ts';
import type { Tx } from '../../store/connection.ts';
import { actorOf } from '../actor.ts';
import type { Context } from '../context.ts';
import { findPreset } from '../mailbox-settings.ts';
import { tenantRoute, type TenantCaller } from '../route.ts';
import { id, pageOf, pageQuery, pauseRequest } from '../schemas/common.ts';
import { changedDomain, createDomainRequest, domain, domainDetails } from '../schemas/domains.ts';
import { dnsCheckView, domainView } from '../views/domain.ts';
import { dispatchWakes, statusFor } from '../wakes.ts';

const tag = 'domains';
const params = z.object({ domainId: id });
const changing = {
  method: 'post',
  tag,
  params,
  answers: { 200: changedDomain, 202: changedDomain },
} as const;

export const domainRoutes = [
  tenantRoute('write', {
    method: 'post',
    path: '/v1/domains',
    operationId: 'createDomain',
    summary: 'Take in a sending domain',
    tag,
    body: createDomainRequest,
    answers: { 201: domain },
    problems: ['conflict-duplicate'],
    handle: async ({ body, caller, context }) => {
      const actor = actorOf(caller, context);
      const created = await context.store.forTenant(caller.tenantId, (tx) => createDomain(tx, actor, body));
      return { status: 201, body: domainView(created), headers: { Location: `/v1/domains/${created.id}` } };
    },
  }),
  tenantRoute('read', {
    method: 'get',
    path: '/v1/domains',
    operationId: 'listDomains',
    summary: 'List sending domains, oldest first',
    tag,
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(domain).meta({ id: 'DomainPage' }) },
    handle: async ({ query, caller, context: { store } }) => {
      const { items, next } = await store.forTenant(caller.tenantId, (tx) => listDomains(tx, query));
      return { status: 200, body: { items: items.map(domainView), next } };
    },
  }),
  tenantRoute('read', {
    method: 'get',
    path: '/v1/domains/{domainId}',
    operationId: 'readDomain',
    summary: 'Read a domain: the records to publish, the last look at each, whether mail authenticates',
    tag,
    params,
    answers: { 200: domainDetails },
    handle: async ({ params: { domainId }, caller, context }) => ({
      status: 200,
      body: await context.store.forTenant(caller.tenantId, (tx) => details(tx, domainId, context)),
    }),
  }),
  tenantRoute('write', {
    ...changing,
    path: '/v1/domains/{domainId}/check',
    operationId: 'checkDomain',
    summary: "Have the records looked at now, by the warm-ups of the domain's mailboxes",
    problems: ['invalid-state'],
    handle: async ({ params: { domainId }, caller, context }) =>
      changed(caller, context, (tx, actor) => requestDomainCheck(tx, actor, domainId)),
  }),
  tenantRoute('write', {
    ...changing,
    path: '/v1/domains/{domainId}/pause',
    operationId: 'pauseDomain',
    summary: 'Pause all mail of a domain',
    body: pauseRequest,
    problems: ['invalid-state'],
    handle: async ({ params: { domainId }, body, caller, context }) =>
      changed(caller, context, (tx, actor) => pauseDomain(tx, actor, domainId, body.reason)),
  }),
  tenantRoute('write', {
    ...changing,
    path: '/v1/domains/{domainId}/resume',
    operationId: 'resumeDomain',
    summary: 'Resume a domain; nothing is caught up',
    problems: ['invalid-state'],
    handle: async ({ params: { domainId }, caller, context }) =>
      changed(caller, context, (tx, actor) => resumeDomain(tx, actor, domainId)),
  }),
  tenantRoute('write', {
    ...changing,
    path: '/v1/domains/{domainId}/retire',
    operationId: 'retireDomain',
    summary: 'Retire a domain for ever, once all its mailboxes are retired',
    problems: ['invalid-state'],
    handle: async ({ params: { domainId }, caller, context }) =>
      changed(caller, context, (tx, actor) => retireDomain(tx, actor, domainId)),
  }),
];

async function details(tx: Tx, domainId: string, context: Context): Promise<z.input<typeof domainDetails>> {
  const row = await readDomain(tx, domainId);
  // Its mailboxes say who sends for it; before there are any, who receives for it.
  const providers = [...(await presetsOfDomain(tx, domainId)), row.provider];
  const [spfInclude = null] = providers.flatMap(
    (name) => findPreset(context.presets, name)?.spfInclude ?? [],
  );
  const checks = await lastDnsChecks(tx, domainId);
  return {
    ...domainView(row),
    records: context.recordsToPublish({ name: row.name, dkimSelector: row.dkimSelector, spfInclude }),
    checks: checks.map(dnsCheckView),
  };
}

async function changed(
  caller: TenantCaller,
  context: Context,
  change: (tx: Tx, actor: Actor) => Promise<ChangedDomain>,
) {
  const actor = actorOf(caller, context);
  const { domain: row, wakes } = await context.store.forTenant(caller.tenantId, (tx) => change(tx, actor));
  const workflows = await dispatchWakes(context, wakes);
  return { status: statusFor(workflows), body: { domain: domainView(row), workflows } };
}
