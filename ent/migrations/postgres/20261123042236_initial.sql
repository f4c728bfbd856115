-- +goose Up
-- create "idempotency_keys" table
CREATE TABLE "idempotency_keys" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "actor" character varying NOT NULL, "key" character varying NOT NULL, "request_sha256" character varying NOT NULL, "result" jsonb NOT NULL, PRIMARY KEY ("id"));
-- create index "idempotencykey_actor_key" to table: "idempotency_keys"
CREATE UNIQUE INDEX "idempotencykey_actor_key" ON "idempotency_keys" ("actor", "key");
-- create index "idempotencykey_created_at" to table: "idempotency_keys"
CREATE INDEX "idempotencykey_created_at" ON "idempotency_keys" ("created_at");
-- create "stream_events" table
CREATE TABLE "stream_events" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "stream" character varying NOT NULL, "seq" bigint NOT NULL, "kind" character varying NOT NULL, "subject" character varying NOT NULL, "from_at" timestamptz NULL, "to_at" timestamptz NULL, PRIMARY KEY ("id"));
-- create index "streamevent_stream_seq" to table: "stream_events"
CREATE UNIQUE INDEX "streamevent_stream_seq" ON "stream_events" ("stream", "seq");
-- create "appointment_events" table
CREATE TABLE "appointment_events" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "appointment_id" character varying NOT NULL, "kind" character varying NOT NULL, "actor" character varying NOT NULL, "facts" jsonb NULL, PRIMARY KEY ("id"));
-- create index "appointmentevent_appointment_id_created_at" to table: "appointment_events"
CREATE INDEX "appointmentevent_appointment_id_created_at" ON "appointment_events" ("appointment_id", "created_at");
-- create "challenges" table
CREATE TABLE "challenges" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "phone" character varying NOT NULL, "purpose" character varying NOT NULL, "address" character varying NOT NULL, "sign_up" jsonb NULL, "expires_at" timestamptz NOT NULL, "tries" bigint NOT NULL DEFAULT 0, "used_at" timestamptz NULL, PRIMARY KEY ("id"));
-- create index "challenge_address_created_at" to table: "challenges"
CREATE INDEX "challenge_address_created_at" ON "challenges" ("address", "created_at");
-- create index "challenge_phone_created_at" to table: "challenges"
CREATE INDEX "challenge_phone_created_at" ON "challenges" ("phone", "created_at");
-- create "chart_entries" table
CREATE TABLE "chart_entries" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "patient_id" character varying NOT NULL, "occurred_at" timestamptz NOT NULL, "title" character varying NOT NULL, "practitioner_name" character varying NOT NULL, "text" character varying NOT NULL, PRIMARY KEY ("id"));
-- create index "chartentry_patient_id_occurred_at" to table: "chart_entries"
CREATE INDEX "chartentry_patient_id_occurred_at" ON "chart_entries" ("patient_id", "occurred_at");
-- create "healthcare_services" table
CREATE TABLE "healthcare_services" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "name" jsonb NOT NULL, "kind" character varying NOT NULL, "duration_minutes" bigint NOT NULL, "price_minor" bigint NOT NULL, "currency" character varying NOT NULL DEFAULT 'RUB', "funding" character varying NOT NULL, "payment_policy" character varying NOT NULL DEFAULT 'AT_VISIT', PRIMARY KEY ("id"));
-- create "clinics" table
CREATE TABLE "clinics" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "name" jsonb NOT NULL, "address" jsonb NOT NULL, "support_phone" character varying NOT NULL, "time_zone" character varying NOT NULL, "settings" jsonb NOT NULL, PRIMARY KEY ("id"));
-- create "payment_events" table
CREATE TABLE "payment_events" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "provider" character varying NOT NULL, "event_id" character varying NOT NULL, "ref" character varying NOT NULL, "status" character varying NOT NULL, "amount_minor" bigint NOT NULL, "currency" character varying NOT NULL, "effect" character varying NOT NULL DEFAULT 'NONE', PRIMARY KEY ("id"));
-- create index "paymentevent_provider_event_id" to table: "payment_events"
CREATE UNIQUE INDEX "paymentevent_provider_event_id" ON "payment_events" ("provider", "event_id");
-- create "jobs" table
CREATE TABLE "jobs" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "kind" character varying NOT NULL, "subject" character varying NOT NULL, "state" character varying NOT NULL DEFAULT 'READY', "run_at" timestamptz NOT NULL, "attempt" bigint NOT NULL DEFAULT 0, "last_error" character varying NULL, PRIMARY KEY ("id"));
-- create index "job_kind_subject" to table: "jobs"
CREATE INDEX "job_kind_subject" ON "jobs" ("kind", "subject");
-- create index "job_run_at" to table: "jobs"
CREATE INDEX "job_run_at" ON "jobs" ("run_at") WHERE ((state)::text = 'READY'::text);
-- create "stream_heads" table
CREATE TABLE "stream_heads" ("id" character varying NOT NULL, "seq" bigint NOT NULL DEFAULT 0, PRIMARY KEY ("id"));
-- create "accounts" table
CREATE TABLE "accounts" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "role" character varying NOT NULL, "phone" character varying NULL, "email" character varying NULL, "name" character varying NOT NULL, "password_hash" character varying NULL, "totp_secret" character varying NULL, "locale" character varying NOT NULL DEFAULT 'RU', "time_zone" character varying NOT NULL DEFAULT 'Europe/Moscow', "failed_tries" bigint NOT NULL DEFAULT 0, "locked_until" timestamptz NULL, "last_totp_step" bigint NOT NULL DEFAULT 0, PRIMARY KEY ("id"));
-- create index "accounts_email_key" to table: "accounts"
CREATE UNIQUE INDEX "accounts_email_key" ON "accounts" ("email");
-- create index "accounts_phone_key" to table: "accounts"
CREATE UNIQUE INDEX "accounts_phone_key" ON "accounts" ("phone");
-- create "patients" table
CREATE TABLE "patients" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "family_name" character varying NOT NULL, "given_name" character varying NOT NULL, "patronymic" character varying NULL, "birth_date" character varying NOT NULL, "sex" character varying NOT NULL, "phone" character varying NOT NULL, "email" character varying NULL, "search" character varying NOT NULL, "status" character varying NOT NULL DEFAULT 'UNCONFIRMED', "confirm_paper" character varying NULL, "confirm_seen_at" timestamptz NULL, "confirmed_at" timestamptz NULL, "confirmed_by" character varying NULL, "confirmed_by_name" character varying NULL, "account_id" character varying NULL, PRIMARY KEY ("id"), CONSTRAINT "patients_accounts_patient" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON UPDATE NO ACTION ON DELETE SET NULL);
-- create index "patients_account_id_key" to table: "patients"
CREATE UNIQUE INDEX "patients_account_id_key" ON "patients" ("account_id");
-- create "practitioners" table
CREATE TABLE "practitioners" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "family_name" character varying NOT NULL, "given_name" character varying NOT NULL, "patronymic" character varying NULL, "practises_since" timestamptz NOT NULL, "qualification" jsonb NOT NULL, "languages" jsonb NOT NULL, "template" jsonb NOT NULL, "account_id" character varying NULL, PRIMARY KEY ("id"), CONSTRAINT "practitioners_accounts_practitioner" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON UPDATE NO ACTION ON DELETE SET NULL);
-- create index "practitioners_account_id_key" to table: "practitioners"
CREATE UNIQUE INDEX "practitioners_account_id_key" ON "practitioners" ("account_id");
-- create "appointments" table
CREATE TABLE "appointments" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "status" character varying NOT NULL, "version" bigint NOT NULL DEFAULT 1, "starts_at" timestamptz NOT NULL, "ends_at" timestamptz NOT NULL, "time_zone" character varying NOT NULL, "hold_expires_at" timestamptz NULL, "reason" character varying NULL, "funding" character varying NOT NULL, "payment_policy" character varying NOT NULL, "price_minor" bigint NOT NULL, "currency" character varying NOT NULL, "device_check" jsonb NULL, "service_id" character varying NOT NULL, "patient_id" character varying NOT NULL, "practitioner_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "appointments_healthcare_services_service" FOREIGN KEY ("service_id") REFERENCES "healthcare_services" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION, CONSTRAINT "appointments_patients_appointments" FOREIGN KEY ("patient_id") REFERENCES "patients" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION, CONSTRAINT "appointments_practitioners_appointments" FOREIGN KEY ("practitioner_id") REFERENCES "practitioners" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "appointment_patient_id_starts_at" to table: "appointments"
CREATE INDEX "appointment_patient_id_starts_at" ON "appointments" ("patient_id", "starts_at");
-- create index "appointment_practitioner_id_starts_at" to table: "appointments"
CREATE INDEX "appointment_practitioner_id_starts_at" ON "appointments" ("practitioner_id", "starts_at");
-- create index "appointment_starts_at" to table: "appointments"
CREATE INDEX "appointment_starts_at" ON "appointments" ("starts_at");
-- create "visits" table
CREATE TABLE "visits" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "patient_id" character varying NOT NULL, "practitioner_id" character varying NOT NULL, "status" character varying NOT NULL, "status_since" timestamptz NOT NULL, "version" bigint NOT NULL DEFAULT 1, "started_at" timestamptz NULL, "finished_at" timestamptz NULL, "patient_read_seq" bigint NOT NULL DEFAULT 0, "practitioner_read_seq" bigint NOT NULL DEFAULT 0, "appointment_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "visits_appointments_visit" FOREIGN KEY ("appointment_id") REFERENCES "appointments" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "visits_appointment_id_key" to table: "visits"
CREATE UNIQUE INDEX "visits_appointment_id_key" ON "visits" ("appointment_id");
-- create "chat_messages" table
CREATE TABLE "chat_messages" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "patient_id" character varying NOT NULL, "practitioner_id" character varying NOT NULL, "seq" bigint NOT NULL, "author_id" character varying NOT NULL, "author_role" character varying NOT NULL, "author_name" character varying NOT NULL, "text" character varying NOT NULL, "document_ids" jsonb NULL, "visit_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "chat_messages_visits_messages" FOREIGN KEY ("visit_id") REFERENCES "visits" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "chatmessage_visit_id_seq" to table: "chat_messages"
CREATE UNIQUE INDEX "chatmessage_visit_id_seq" ON "chat_messages" ("visit_id", "seq");
-- create "conclusions" table
CREATE TABLE "conclusions" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "patient_id" character varying NOT NULL, "practitioner_id" character varying NOT NULL, "number" bigint NOT NULL, "status" character varying NOT NULL, "content" jsonb NOT NULL, "updated_at" timestamptz NOT NULL, "signed_at" timestamptz NULL, "signed_by" character varying NULL, "sha256" character varying NULL, "visit_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "conclusions_visits_conclusions" FOREIGN KEY ("visit_id") REFERENCES "visits" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "conclusion_visit_id_number" to table: "conclusions"
CREATE UNIQUE INDEX "conclusion_visit_id_number" ON "conclusions" ("visit_id", "number");
-- create "consent_documents" table
CREATE TABLE "consent_documents" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "kind" character varying NOT NULL, "version" bigint NOT NULL, "title" jsonb NOT NULL, "text" jsonb NOT NULL, PRIMARY KEY ("id"));
-- create index "consentdocument_kind_version" to table: "consent_documents"
CREATE UNIQUE INDEX "consentdocument_kind_version" ON "consent_documents" ("kind", "version");
-- create "consents" table
CREATE TABLE "consents" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "patient_id" character varying NOT NULL, "practitioner_id" character varying NULL, "kind" character varying NOT NULL, "locale" character varying NOT NULL, "text_sha256" character varying NOT NULL, "channel" character varying NOT NULL, "challenge_id" character varying NOT NULL, "phone" character varying NOT NULL, "signed_at" timestamptz NOT NULL, "appointment_id" character varying NULL, "document_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "consents_appointments_consents" FOREIGN KEY ("appointment_id") REFERENCES "appointments" ("id") ON UPDATE NO ACTION ON DELETE SET NULL, CONSTRAINT "consents_consent_documents_document" FOREIGN KEY ("document_id") REFERENCES "consent_documents" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "consent_appointment_id_kind" to table: "consents"
CREATE UNIQUE INDEX "consent_appointment_id_kind" ON "consents" ("appointment_id", "kind");
-- create index "consent_patient_id" to table: "consents"
CREATE INDEX "consent_patient_id" ON "consents" ("patient_id");
-- create "documents" table
CREATE TABLE "documents" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "patient_id" character varying NOT NULL, "practitioner_id" character varying NOT NULL, "uploaded_by" character varying NOT NULL, "from_patient" boolean NOT NULL, "name" character varying NOT NULL, "size" bigint NOT NULL, "sha256" character varying NOT NULL, "content_type" character varying NOT NULL, "kind" character varying NOT NULL, "blob_key" character varying NOT NULL, "appointment_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "documents_appointments_documents" FOREIGN KEY ("appointment_id") REFERENCES "appointments" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "document_appointment_id" to table: "documents"
CREATE INDEX "document_appointment_id" ON "documents" ("appointment_id");
-- create "payments" table
CREATE TABLE "payments" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "patient_id" character varying NOT NULL, "practitioner_id" character varying NOT NULL, "status" character varying NOT NULL, "amount_minor" bigint NOT NULL, "currency" character varying NOT NULL, "method" character varying NULL, "paid_at" timestamptz NULL, "version" bigint NOT NULL DEFAULT 1, "appointment_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "payments_appointments_payment" FOREIGN KEY ("appointment_id") REFERENCES "appointments" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "payments_appointment_id_key" to table: "payments"
CREATE UNIQUE INDEX "payments_appointment_id_key" ON "payments" ("appointment_id");
-- create "payment_attempts" table
CREATE TABLE "payment_attempts" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "provider" character varying NOT NULL, "method" character varying NOT NULL, "ref" character varying NULL, "checkout_url" character varying NULL, "status" character varying NOT NULL, "payment_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "payment_attempts_payments_attempts" FOREIGN KEY ("payment_id") REFERENCES "payments" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "paymentattempt_provider_ref" to table: "payment_attempts"
CREATE INDEX "paymentattempt_provider_ref" ON "payment_attempts" ("provider", "ref");
-- create "practitioner_services" table
CREATE TABLE "practitioner_services" ("practitioner_id" character varying NOT NULL, "healthcare_service_id" character varying NOT NULL, PRIMARY KEY ("practitioner_id", "healthcare_service_id"), CONSTRAINT "practitioner_services_healthcare_service_id" FOREIGN KEY ("healthcare_service_id") REFERENCES "healthcare_services" ("id") ON UPDATE NO ACTION ON DELETE CASCADE, CONSTRAINT "practitioner_services_practitioner_id" FOREIGN KEY ("practitioner_id") REFERENCES "practitioners" ("id") ON UPDATE NO ACTION ON DELETE CASCADE);
-- create "specialties" table
CREATE TABLE "specialties" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "name" jsonb NOT NULL, "summary" jsonb NOT NULL, PRIMARY KEY ("id"));
-- create "practitioner_specialties" table
CREATE TABLE "practitioner_specialties" ("practitioner_id" character varying NOT NULL, "specialty_id" character varying NOT NULL, PRIMARY KEY ("practitioner_id", "specialty_id"), CONSTRAINT "practitioner_specialties_practitioner_id" FOREIGN KEY ("practitioner_id") REFERENCES "practitioners" ("id") ON UPDATE NO ACTION ON DELETE CASCADE, CONSTRAINT "practitioner_specialties_specialty_id" FOREIGN KEY ("specialty_id") REFERENCES "specialties" ("id") ON UPDATE NO ACTION ON DELETE CASCADE);
-- create "sessions" table
CREATE TABLE "sessions" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "token_hash" character varying NOT NULL, "expires_at" timestamptz NOT NULL, "seen_at" timestamptz NOT NULL, "idle_for" bigint NOT NULL, "revoked_at" timestamptz NULL, "account_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "sessions_accounts_sessions" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "sessions_token_hash_key" to table: "sessions"
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions" ("token_hash");
-- create "slot_claims" table
CREATE TABLE "slot_claims" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "patient_id" character varying NULL, "appointment_id" character varying NULL, "state" character varying NOT NULL, "starts_at" timestamptz NOT NULL, "ends_at" timestamptz NOT NULL, "expires_at" timestamptz NULL, "live" boolean NOT NULL DEFAULT true, "practitioner_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "slot_claims_practitioners_claims" FOREIGN KEY ("practitioner_id") REFERENCES "practitioners" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "slotclaim_appointment_id" to table: "slot_claims"
CREATE INDEX "slotclaim_appointment_id" ON "slot_claims" ("appointment_id");
-- create index "slotclaim_patient_id_starts_at" to table: "slot_claims"
CREATE INDEX "slotclaim_patient_id_starts_at" ON "slot_claims" ("patient_id", "starts_at");
-- create index "slotclaim_practitioner_id_starts_at" to table: "slot_claims"
CREATE UNIQUE INDEX "slotclaim_practitioner_id_starts_at" ON "slot_claims" ("practitioner_id", "starts_at") WHERE live;

-- +goose Down
-- reverse: create index "slotclaim_practitioner_id_starts_at" to table: "slot_claims"
DROP INDEX "slotclaim_practitioner_id_starts_at";
-- reverse: create index "slotclaim_patient_id_starts_at" to table: "slot_claims"
DROP INDEX "slotclaim_patient_id_starts_at";
-- reverse: create index "slotclaim_appointment_id" to table: "slot_claims"
DROP INDEX "slotclaim_appointment_id";
-- reverse: create "slot_claims" table
DROP TABLE "slot_claims";
-- reverse: create index "sessions_token_hash_key" to table: "sessions"
DROP INDEX "sessions_token_hash_key";
-- reverse: create "sessions" table
DROP TABLE "sessions";
-- reverse: create "practitioner_specialties" table
DROP TABLE "practitioner_specialties";
-- reverse: create "specialties" table
DROP TABLE "specialties";
-- reverse: create "practitioner_services" table
DROP TABLE "practitioner_services";
-- reverse: create index "paymentattempt_provider_ref" to table: "payment_attempts"
DROP INDEX "paymentattempt_provider_ref";
-- reverse: create "payment_attempts" table
DROP TABLE "payment_attempts";
-- reverse: create index "payments_appointment_id_key" to table: "payments"
DROP INDEX "payments_appointment_id_key";
-- reverse: create "payments" table
DROP TABLE "payments";
-- reverse: create index "document_appointment_id" to table: "documents"
DROP INDEX "document_appointment_id";
-- reverse: create "documents" table
DROP TABLE "documents";
-- reverse: create index "consent_patient_id" to table: "consents"
DROP INDEX "consent_patient_id";
-- reverse: create index "consent_appointment_id_kind" to table: "consents"
DROP INDEX "consent_appointment_id_kind";
-- reverse: create "consents" table
DROP TABLE "consents";
-- reverse: create index "consentdocument_kind_version" to table: "consent_documents"
DROP INDEX "consentdocument_kind_version";
-- reverse: create "consent_documents" table
DROP TABLE "consent_documents";
-- reverse: create index "conclusion_visit_id_number" to table: "conclusions"
DROP INDEX "conclusion_visit_id_number";
-- reverse: create "conclusions" table
DROP TABLE "conclusions";
-- reverse: create index "chatmessage_visit_id_seq" to table: "chat_messages"
DROP INDEX "chatmessage_visit_id_seq";
-- reverse: create "chat_messages" table
DROP TABLE "chat_messages";
-- reverse: create index "visits_appointment_id_key" to table: "visits"
DROP INDEX "visits_appointment_id_key";
-- reverse: create "visits" table
DROP TABLE "visits";
-- reverse: create index "appointment_starts_at" to table: "appointments"
DROP INDEX "appointment_starts_at";
-- reverse: create index "appointment_practitioner_id_starts_at" to table: "appointments"
DROP INDEX "appointment_practitioner_id_starts_at";
-- reverse: create index "appointment_patient_id_starts_at" to table: "appointments"
DROP INDEX "appointment_patient_id_starts_at";
-- reverse: create "appointments" table
DROP TABLE "appointments";
-- reverse: create index "practitioners_account_id_key" to table: "practitioners"
DROP INDEX "practitioners_account_id_key";
-- reverse: create "practitioners" table
DROP TABLE "practitioners";
-- reverse: create index "patients_account_id_key" to table: "patients"
DROP INDEX "patients_account_id_key";
-- reverse: create "patients" table
DROP TABLE "patients";
-- reverse: create index "accounts_phone_key" to table: "accounts"
DROP INDEX "accounts_phone_key";
-- reverse: create index "accounts_email_key" to table: "accounts"
DROP INDEX "accounts_email_key";
-- reverse: create "accounts" table
DROP TABLE "accounts";
-- reverse: create "stream_heads" table
DROP TABLE "stream_heads";
-- reverse: create index "job_run_at" to table: "jobs"
DROP INDEX "job_run_at";
-- reverse: create index "job_kind_subject" to table: "jobs"
DROP INDEX "job_kind_subject";
-- reverse: create "jobs" table
DROP TABLE "jobs";
-- reverse: create index "paymentevent_provider_event_id" to table: "payment_events"
DROP INDEX "paymentevent_provider_event_id";
-- reverse: create "payment_events" table
DROP TABLE "payment_events";
-- reverse: create "clinics" table
DROP TABLE "clinics";
-- reverse: create "healthcare_services" table
DROP TABLE "healthcare_services";
-- reverse: create index "chartentry_patient_id_occurred_at" to table: "chart_entries"
DROP INDEX "chartentry_patient_id_occurred_at";
-- reverse: create "chart_entries" table
DROP TABLE "chart_entries";
-- reverse: create index "challenge_phone_created_at" to table: "challenges"
DROP INDEX "challenge_phone_created_at";
-- reverse: create index "challenge_address_created_at" to table: "challenges"
DROP INDEX "challenge_address_created_at";
-- reverse: create "challenges" table
DROP TABLE "challenges";
-- reverse: create index "appointmentevent_appointment_id_created_at" to table: "appointment_events"
DROP INDEX "appointmentevent_appointment_id_created_at";
-- reverse: create "appointment_events" table
DROP TABLE "appointment_events";
-- reverse: create index "streamevent_stream_seq" to table: "stream_events"
DROP INDEX "streamevent_stream_seq";
-- reverse: create "stream_events" table
DROP TABLE "stream_events";
-- reverse: create index "idempotencykey_created_at" to table: "idempotency_keys"
DROP INDEX "idempotencykey_created_at";
-- reverse: create index "idempotencykey_actor_key" to table: "idempotency_keys"
DROP INDEX "idempotencykey_actor_key";
-- reverse: create "idempotency_keys" table
DROP TABLE "idempotency_keys";
