-- Tables and keys as Prisma derives them from schema.prisma (made partial by hand: the indexes with WHERE), then by
-- hand what Prisma has no words for: roles, row-level security, grants, functions.

-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "allow_same_domain_warmup" BOOLEAN NOT NULL DEFAULT false,
    "paused_at" TIMESTAMPTZ(3),
    "paused_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sending_domain" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "dkim_selector" TEXT NOT NULL,
    "provider" TEXT NOT NULL DEFAULT 'other',
    "authentication" TEXT NOT NULL DEFAULT 'unknown',
    "authenticated_since" TIMESTAMPTZ(3),
    "authenticated_at" TIMESTAMPTZ(3),
    "authentication_fails" INTEGER NOT NULL DEFAULT 0,
    "checked_at" TIMESTAMPTZ(3),
    "paused_at" TIMESTAMPTZ(3),
    "paused_reason" TEXT,
    "retired_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sending_domain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dns_check" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "domain_id" UUID NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "record" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,

    CONSTRAINT "dns_check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mailbox" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "domain_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "address_lookup" TEXT NOT NULL,
    "sender_name" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "preset" TEXT NOT NULL,
    "smtp_host" TEXT NOT NULL,
    "smtp_port" INTEGER NOT NULL,
    "smtp_security" TEXT NOT NULL,
    "imap_host" TEXT NOT NULL,
    "imap_port" INTEGER NOT NULL,
    "imap_security" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "auth_kind" TEXT NOT NULL,
    "sealed_secret" TEXT NOT NULL,
    "paused_at" TIMESTAMPTZ(3),
    "paused_reason" TEXT,
    "retired_at" TIMESTAMPTZ(3),
    "health" TEXT NOT NULL DEFAULT 'good',
    "health_evidence" JSONB,
    "health_changed_at" TIMESTAMPTZ(3),
    "login_faults" INTEGER NOT NULL DEFAULT 0,
    "login_fault_at" TIMESTAMPTZ(3),
    "login_fault_code" TEXT,
    "login_retry_at" TIMESTAMPTZ(3),
    "tended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mailbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "warmup" (
    "mailbox_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "preset" TEXT NOT NULL,
    "overrides" JSONB NOT NULL,
    "risk_accepted" JSONB,
    "stage" TEXT NOT NULL,
    "phase" TEXT,
    "day" INTEGER NOT NULL DEFAULT 0,
    "extended_by_days" INTEGER NOT NULL DEFAULT 0,
    "graduated_at" TIMESTAMPTZ(3),
    "graduation" JSONB,
    "sentence" TEXT NOT NULL DEFAULT '',
    "next_action_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "warmup_pkey" PRIMARY KEY ("mailbox_id")
);

-- CreateTable
CREATE TABLE "mailbox_day" (
    "tenant_id" UUID NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "date" DATE NOT NULL,
    "day" INTEGER NOT NULL,
    "phase" TEXT NOT NULL,
    "phase_day" INTEGER NOT NULL,
    "level" INTEGER NOT NULL,
    "cold_level" INTEGER NOT NULL,
    "wanted" INTEGER NOT NULL,
    "planned" INTEGER NOT NULL,
    "pair_limit" INTEGER NOT NULL,
    "cold_allowed" INTEGER NOT NULL,
    "band" TEXT NOT NULL,
    "sentences" TEXT[],
    "sent" INTEGER NOT NULL DEFAULT 0,
    "answered" INTEGER NOT NULL DEFAULT 0,
    "found_in_junk" INTEGER NOT NULL DEFAULT 0,
    "rescued" INTEGER NOT NULL DEFAULT 0,
    "missing" INTEGER NOT NULL DEFAULT 0,
    "worked" BOOLEAN,
    "settled_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mailbox_day_pkey" PRIMARY KEY ("mailbox_id","date")
);

-- CreateTable
CREATE TABLE "warmup_round" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "date" DATE NOT NULL,
    "index" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "share" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "note" TEXT,

    CONSTRAINT "warmup_round_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "send" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "domain_id" UUID NOT NULL,
    "partner_mailbox_id" UUID NOT NULL,
    "round_id" UUID,
    "round_index" INTEGER,
    "answered_send_id" UUID,
    "thread_id" UUID NOT NULL,
    "depth" INTEGER NOT NULL,
    "plot" TEXT NOT NULL,
    "recipient_provider" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "slot_at" TIMESTAMPTZ(3) NOT NULL,
    "budget_hour" TIMESTAMPTZ(3),
    "message_id" TEXT NOT NULL,
    "wire_message_id" TEXT,
    "phase" TEXT,
    "reply_code" INTEGER,
    "enhanced_code" TEXT,
    "failure_code" TEXT,
    "submitted_at" TIMESTAMPTZ(3),
    "outcome_at" TIMESTAMPTZ(3),
    "outcome_evidence" TEXT,
    "reconciliations" INTEGER NOT NULL DEFAULT 0,
    "reconcile_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "placement" TEXT,
    "placed_at" TIMESTAMPTZ(3),
    "received_folder" TEXT,
    "received_uid_validity" BIGINT,
    "received_uid" BIGINT,
    "rescue_due_at" TIMESTAMPTZ(3),
    "rescued_at" TIMESTAMPTZ(3),
    "filed_at" TIMESTAMPTZ(3),
    "answer_due_at" TIMESTAMPTZ(3),

    CONSTRAINT "send_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "send_event" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "send_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "send_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "send_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "allowed" BOOLEAN NOT NULL,
    "binding" TEXT,
    "until" TIMESTAMPTZ(3),
    "sentence" TEXT NOT NULL,
    "verdicts" JSONB NOT NULL,
    "policy_version" TEXT NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "budget_hour" (
    "tenant_id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "scope_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "used" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "budget_hour_pkey" PRIMARY KEY ("tenant_id","scope","scope_id","hour")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "workflow_type" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "signal" TEXT,
    "input" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "dispatched_at" TIMESTAMPTZ(3),
    "failure_code" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox_cursor" (
    "tenant_id" UUID NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "folder" TEXT NOT NULL,
    "uid_validity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inbox_cursor_pkey" PRIMARY KEY ("mailbox_id","folder")
);

-- CreateTable
CREATE TABLE "clock" (
    "id" INTEGER NOT NULL,
    "business_anchor" TIMESTAMPTZ(3) NOT NULL,
    "real_anchor" TIMESTAMPTZ(3) NOT NULL,
    "speed" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "clock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_log" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "change" TEXT NOT NULL,
    "reason" TEXT,
    "detail" JSONB NOT NULL,

    CONSTRAINT "change_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_tenant_id_idx" ON "api_key"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "sending_domain_name_key" ON "sending_domain"("name");

-- CreateIndex
CREATE UNIQUE INDEX "sending_domain_tenant_id_id_key" ON "sending_domain"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "dns_check_tenant_id_domain_id_checked_at_idx" ON "dns_check"("tenant_id", "domain_id", "checked_at");

-- CreateIndex
CREATE INDEX "mailbox_tenant_id_domain_id_idx" ON "mailbox"("tenant_id", "domain_id");

-- CreateIndex
CREATE UNIQUE INDEX "mailbox_tenant_id_id_key" ON "mailbox"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "mailbox_tenant_id_address_lookup_key" ON "mailbox"("tenant_id", "address_lookup");

-- CreateIndex
CREATE UNIQUE INDEX "warmup_tenant_id_mailbox_id_key" ON "warmup"("tenant_id", "mailbox_id");

-- CreateIndex
CREATE UNIQUE INDEX "warmup_round_tenant_id_id_key" ON "warmup_round"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "warmup_round_mailbox_id_date_index_key" ON "warmup_round"("mailbox_id", "date", "index");

-- CreateIndex
CREATE INDEX "send_tenant_id_wire_message_id_idx" ON "send"("tenant_id", "wire_message_id");

-- CreateIndex
CREATE INDEX "send_tenant_id_state_idx" ON "send"("tenant_id", "state");

-- CreateIndex
CREATE INDEX "send_mailbox_id_slot_at_idx" ON "send"("mailbox_id", "slot_at");

-- CreateIndex
CREATE INDEX "send_mailbox_id_placed_at_idx" ON "send"("mailbox_id", "placed_at");

-- CreateIndex
CREATE INDEX "send_partner_mailbox_id_slot_at_idx" ON "send"("partner_mailbox_id", "slot_at");

-- CreateIndex
CREATE INDEX "send_reserved" ON "send"("mailbox_id", "slot_at") WHERE state = 'reserved';

-- CreateIndex
CREATE INDEX "send_in_flight" ON "send"("mailbox_id", "lease_until") WHERE state IN ('submitting', 'handing-over');

-- CreateIndex
CREATE INDEX "send_unknown" ON "send"("mailbox_id", "lease_until") WHERE state = 'unknown';

-- CreateIndex
CREATE INDEX "send_to_file" ON "send"("partner_mailbox_id", "placed_at") WHERE placement IS NOT NULL AND filed_at IS NULL;

-- CreateIndex
CREATE INDEX "send_to_answer" ON "send"("partner_mailbox_id", "answer_due_at") WHERE answer_due_at IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "send_tenant_id_id_key" ON "send"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "send_round_id_round_index_key" ON "send"("round_id", "round_index");

-- CreateIndex
CREATE UNIQUE INDEX "send_answered_send_id_key" ON "send"("answered_send_id");

-- CreateIndex
CREATE UNIQUE INDEX "send_tenant_id_message_id_key" ON "send"("tenant_id", "message_id");

-- CreateIndex
CREATE INDEX "send_event_tenant_id_at_idx" ON "send_event"("tenant_id", "at");

-- CreateIndex
CREATE INDEX "send_event_at_idx" ON "send_event"("at");

-- CreateIndex
CREATE UNIQUE INDEX "send_event_send_id_key_key" ON "send_event"("send_id", "key");

-- CreateIndex
CREATE INDEX "decision_tenant_id_send_id_idx" ON "decision"("tenant_id", "send_id");

-- CreateIndex
CREATE INDEX "decision_at_idx" ON "decision"("at");

-- CreateIndex
CREATE INDEX "outbox_waiting" ON "outbox"("created_at", "id") WHERE dispatched_at IS NULL;

-- CreateIndex
CREATE INDEX "outbox_waiting_by_workflow" ON "outbox"("workflow_id", "created_at", "id") WHERE dispatched_at IS NULL;

-- CreateIndex
CREATE INDEX "outbox_dispatched" ON "outbox"("dispatched_at") WHERE dispatched_at IS NOT NULL;

-- CreateIndex
CREATE INDEX "change_log_tenant_id_subject_id_at_idx" ON "change_log"("tenant_id", "subject_id", "at");

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sending_domain" ADD CONSTRAINT "sending_domain_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "dns_check" ADD CONSTRAINT "dns_check_tenant_id_domain_id_fkey" FOREIGN KEY ("tenant_id", "domain_id") REFERENCES "sending_domain"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "mailbox" ADD CONSTRAINT "mailbox_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "mailbox" ADD CONSTRAINT "mailbox_tenant_id_domain_id_fkey" FOREIGN KEY ("tenant_id", "domain_id") REFERENCES "sending_domain"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "warmup" ADD CONSTRAINT "warmup_tenant_id_mailbox_id_fkey" FOREIGN KEY ("tenant_id", "mailbox_id") REFERENCES "mailbox"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "mailbox_day" ADD CONSTRAINT "mailbox_day_tenant_id_mailbox_id_fkey" FOREIGN KEY ("tenant_id", "mailbox_id") REFERENCES "mailbox"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "warmup_round" ADD CONSTRAINT "warmup_round_tenant_id_mailbox_id_fkey" FOREIGN KEY ("tenant_id", "mailbox_id") REFERENCES "mailbox"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "send" ADD CONSTRAINT "send_tenant_id_domain_id_fkey" FOREIGN KEY ("tenant_id", "domain_id") REFERENCES "sending_domain"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "send" ADD CONSTRAINT "send_tenant_id_mailbox_id_fkey" FOREIGN KEY ("tenant_id", "mailbox_id") REFERENCES "mailbox"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "send" ADD CONSTRAINT "send_tenant_id_partner_mailbox_id_fkey" FOREIGN KEY ("tenant_id", "partner_mailbox_id") REFERENCES "mailbox"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "send" ADD CONSTRAINT "send_tenant_id_round_id_fkey" FOREIGN KEY ("tenant_id", "round_id") REFERENCES "warmup_round"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "send" ADD CONSTRAINT "send_tenant_id_answered_send_id_fkey" FOREIGN KEY ("tenant_id", "answered_send_id") REFERENCES "send"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "send_event" ADD CONSTRAINT "send_event_tenant_id_send_id_fkey" FOREIGN KEY ("tenant_id", "send_id") REFERENCES "send"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_tenant_id_send_id_fkey" FOREIGN KEY ("tenant_id", "send_id") REFERENCES "send"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "inbox_cursor" ADD CONSTRAINT "inbox_cursor_tenant_id_mailbox_id_fkey" FOREIGN KEY ("tenant_id", "mailbox_id") REFERENCES "mailbox"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- By hand ------------------------------------------------------------------------------------------------------------

-- Business time has one line.
ALTER TABLE clock ADD CONSTRAINT clock_single_row CHECK (id = 1);

-- Nothing is taken twice from a budget.
ALTER TABLE budget_hour ADD CONSTRAINT budget_hour_not_negative CHECK (reserved >= 0 AND used >= 0);

-- Roles of the whole cluster, without login: the users of DATABASE_URL and PLATFORM_DATABASE_URL become their members
-- (store/migrate.ts). Neither owns a table, so neither can switch row-level security off.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'samovar_app') THEN
    CREATE ROLE samovar_app NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'samovar_platform') THEN
    CREATE ROLE samovar_platform NOLOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster is being migrated
END $$;

-- The tenant of the transaction; null without one, which no row equals.
CREATE FUNCTION current_tenant() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;

-- Every table of a tenant: its rows for samovar_app, all rows for samovar_platform, none for anybody else, the owner
-- included.
DO $$
DECLARE
  owned record;
BEGIN
  FOR owned IN
    SELECT c.relname AS name, CASE c.relname WHEN 'tenant' THEN 'id' ELSE 'tenant_id' END AS tenant_column
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND (c.relname = 'tenant' OR EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', owned.name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO samovar_app USING (%2$I = (SELECT current_tenant())) WITH CHECK (%2$I = (SELECT current_tenant()))',
      owned.name, owned.tenant_column);
    EXECUTE format('CREATE POLICY every_tenant ON %I TO samovar_platform USING (true) WITH CHECK (true)', owned.name);
  END LOOP;
END $$;

-- Grants: what the product does, and no more. Only retention deletes, and only what has a term.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO samovar_app, samovar_platform;
GRANT EXECUTE ON FUNCTION current_tenant() TO samovar_app, samovar_platform;

GRANT SELECT, UPDATE ON tenant TO samovar_app;
GRANT INSERT ON tenant TO samovar_app; -- a new tenant is made in a transaction of its own id
GRANT SELECT, INSERT ON api_key TO samovar_app;
GRANT UPDATE (revoked_at) ON api_key TO samovar_app;
GRANT SELECT, INSERT, UPDATE ON
  sending_domain, mailbox, warmup, mailbox_day, warmup_round, send, budget_hour, inbox_cursor TO samovar_app;
GRANT SELECT, INSERT ON dns_check, send_event, decision, outbox, change_log TO samovar_app;
GRANT SELECT ON clock TO samovar_app;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO samovar_platform;
GRANT INSERT, UPDATE ON clock TO samovar_platform;
GRANT INSERT ON api_key, change_log TO samovar_platform;
GRANT UPDATE (revoked_at) ON api_key TO samovar_platform;
GRANT UPDATE (attempts, next_attempt_at, dispatched_at, failure_code) ON outbox TO samovar_platform;
GRANT DELETE ON outbox, decision, send_event, dns_check, budget_hour TO samovar_platform;

-- Whose key it is has to be known before there is a tenant. The functions run as the owner, for whom row-level security
-- holds as well: hence its policy. They answer with ids and scopes, for a hash that only the key's bearer can make.
CREATE POLICY key_lookup ON api_key TO CURRENT_USER USING (true);

CREATE FUNCTION find_api_key(key_hash text)
  RETURNS TABLE (id uuid, tenant_id uuid, scopes text[], revoked boolean)
  LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT k.id, k.tenant_id, k.scopes, k.revoked_at IS NOT NULL FROM public.api_key k WHERE k.hash = key_hash;
END;

-- To the minute, so that a busy key isn't written at every request.
CREATE FUNCTION touch_api_key(key_id uuid) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  UPDATE public.api_key SET last_used_at = date_trunc('minute', clock_timestamp())
  WHERE api_key.id = key_id
    AND (api_key.last_used_at IS NULL OR api_key.last_used_at < date_trunc('minute', clock_timestamp()));
END;

REVOKE ALL ON FUNCTION find_api_key(text), touch_api_key(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_api_key(text), touch_api_key(uuid) TO samovar_app;
