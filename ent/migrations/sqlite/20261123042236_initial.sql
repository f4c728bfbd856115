-- +goose Up
-- create "accounts" table
CREATE TABLE `accounts` (`id` text NOT NULL, `created_at` datetime NOT NULL, `role` text NOT NULL, `phone` text NULL, `email` text NULL, `name` text NOT NULL, `password_hash` text NULL, `totp_secret` text NULL, `locale` text NOT NULL DEFAULT ('RU'), `time_zone` text NOT NULL DEFAULT ('Europe/Moscow'), `failed_tries` integer NOT NULL DEFAULT (0), `locked_until` datetime NULL, `last_totp_step` integer NOT NULL DEFAULT (0), PRIMARY KEY (`id`));
-- create index "accounts_phone_key" to table: "accounts"
CREATE UNIQUE INDEX `accounts_phone_key` ON `accounts` (`phone`);
-- create index "accounts_email_key" to table: "accounts"
CREATE UNIQUE INDEX `accounts_email_key` ON `accounts` (`email`);
-- create "appointments" table
CREATE TABLE `appointments` (`id` text NOT NULL, `created_at` datetime NOT NULL, `status` text NOT NULL, `version` integer NOT NULL DEFAULT (1), `starts_at` datetime NOT NULL, `ends_at` datetime NOT NULL, `time_zone` text NOT NULL, `hold_expires_at` datetime NULL, `reason` text NULL, `funding` text NOT NULL, `payment_policy` text NOT NULL, `price_minor` integer NOT NULL, `currency` text NOT NULL, `device_check` json NULL, `service_id` text NOT NULL, `patient_id` text NOT NULL, `practitioner_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `appointments_healthcare_services_service` FOREIGN KEY (`service_id`) REFERENCES `healthcare_services` (`id`) ON DELETE NO ACTION, CONSTRAINT `appointments_patients_appointments` FOREIGN KEY (`patient_id`) REFERENCES `patients` (`id`) ON DELETE NO ACTION, CONSTRAINT `appointments_practitioners_appointments` FOREIGN KEY (`practitioner_id`) REFERENCES `practitioners` (`id`) ON DELETE NO ACTION);
-- create index "appointment_patient_id_starts_at" to table: "appointments"
CREATE INDEX `appointment_patient_id_starts_at` ON `appointments` (`patient_id`, `starts_at`);
-- create index "appointment_practitioner_id_starts_at" to table: "appointments"
CREATE INDEX `appointment_practitioner_id_starts_at` ON `appointments` (`practitioner_id`, `starts_at`);
-- create index "appointment_starts_at" to table: "appointments"
CREATE INDEX `appointment_starts_at` ON `appointments` (`starts_at`);
-- create "appointment_events" table
CREATE TABLE `appointment_events` (`id` text NOT NULL, `created_at` datetime NOT NULL, `appointment_id` text NOT NULL, `kind` text NOT NULL, `actor` text NOT NULL, `facts` json NULL, PRIMARY KEY (`id`));
-- create index "appointmentevent_appointment_id_created_at" to table: "appointment_events"
CREATE INDEX `appointmentevent_appointment_id_created_at` ON `appointment_events` (`appointment_id`, `created_at`);
-- create "challenges" table
CREATE TABLE `challenges` (`id` text NOT NULL, `created_at` datetime NOT NULL, `phone` text NOT NULL, `purpose` text NOT NULL, `address` text NOT NULL, `sign_up` json NULL, `expires_at` datetime NOT NULL, `tries` integer NOT NULL DEFAULT (0), `used_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "challenge_phone_created_at" to table: "challenges"
CREATE INDEX `challenge_phone_created_at` ON `challenges` (`phone`, `created_at`);
-- create index "challenge_address_created_at" to table: "challenges"
CREATE INDEX `challenge_address_created_at` ON `challenges` (`address`, `created_at`);
-- create "chart_entries" table
CREATE TABLE `chart_entries` (`id` text NOT NULL, `created_at` datetime NOT NULL, `patient_id` text NOT NULL, `occurred_at` datetime NOT NULL, `title` text NOT NULL, `practitioner_name` text NOT NULL, `text` text NOT NULL, PRIMARY KEY (`id`));
-- create index "chartentry_patient_id_occurred_at" to table: "chart_entries"
CREATE INDEX `chartentry_patient_id_occurred_at` ON `chart_entries` (`patient_id`, `occurred_at`);
-- create "chat_messages" table
CREATE TABLE `chat_messages` (`id` text NOT NULL, `created_at` datetime NOT NULL, `patient_id` text NOT NULL, `practitioner_id` text NOT NULL, `seq` integer NOT NULL, `author_id` text NOT NULL, `author_role` text NOT NULL, `author_name` text NOT NULL, `text` text NOT NULL, `document_ids` json NULL, `visit_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `chat_messages_visits_messages` FOREIGN KEY (`visit_id`) REFERENCES `visits` (`id`) ON DELETE NO ACTION);
-- create index "chatmessage_visit_id_seq" to table: "chat_messages"
CREATE UNIQUE INDEX `chatmessage_visit_id_seq` ON `chat_messages` (`visit_id`, `seq`);
-- create "clinics" table
CREATE TABLE `clinics` (`id` text NOT NULL, `created_at` datetime NOT NULL, `name` json NOT NULL, `address` json NOT NULL, `support_phone` text NOT NULL, `time_zone` text NOT NULL, `settings` json NOT NULL, PRIMARY KEY (`id`));
-- create "conclusions" table
CREATE TABLE `conclusions` (`id` text NOT NULL, `created_at` datetime NOT NULL, `patient_id` text NOT NULL, `practitioner_id` text NOT NULL, `number` integer NOT NULL, `status` text NOT NULL, `content` json NOT NULL, `updated_at` datetime NOT NULL, `signed_at` datetime NULL, `signed_by` text NULL, `sha256` text NULL, `visit_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `conclusions_visits_conclusions` FOREIGN KEY (`visit_id`) REFERENCES `visits` (`id`) ON DELETE NO ACTION);
-- create index "conclusion_visit_id_number" to table: "conclusions"
CREATE UNIQUE INDEX `conclusion_visit_id_number` ON `conclusions` (`visit_id`, `number`);
-- create "consents" table
CREATE TABLE `consents` (`id` text NOT NULL, `created_at` datetime NOT NULL, `patient_id` text NOT NULL, `practitioner_id` text NULL, `kind` text NOT NULL, `locale` text NOT NULL, `text_sha256` text NOT NULL, `channel` text NOT NULL, `challenge_id` text NOT NULL, `phone` text NOT NULL, `signed_at` datetime NOT NULL, `appointment_id` text NULL, `document_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `consents_appointments_consents` FOREIGN KEY (`appointment_id`) REFERENCES `appointments` (`id`) ON DELETE SET NULL, CONSTRAINT `consents_consent_documents_document` FOREIGN KEY (`document_id`) REFERENCES `consent_documents` (`id`) ON DELETE NO ACTION);
-- create index "consent_appointment_id_kind" to table: "consents"
CREATE UNIQUE INDEX `consent_appointment_id_kind` ON `consents` (`appointment_id`, `kind`);
-- create index "consent_patient_id" to table: "consents"
CREATE INDEX `consent_patient_id` ON `consents` (`patient_id`);
-- create "consent_documents" table
CREATE TABLE `consent_documents` (`id` text NOT NULL, `created_at` datetime NOT NULL, `kind` text NOT NULL, `version` integer NOT NULL, `title` json NOT NULL, `text` json NOT NULL, PRIMARY KEY (`id`));
-- create index "consentdocument_kind_version" to table: "consent_documents"
CREATE UNIQUE INDEX `consentdocument_kind_version` ON `consent_documents` (`kind`, `version`);
-- create "documents" table
CREATE TABLE `documents` (`id` text NOT NULL, `created_at` datetime NOT NULL, `patient_id` text NOT NULL, `practitioner_id` text NOT NULL, `uploaded_by` text NOT NULL, `from_patient` bool NOT NULL, `name` text NOT NULL, `size` integer NOT NULL, `sha256` text NOT NULL, `content_type` text NOT NULL, `kind` text NOT NULL, `blob_key` text NOT NULL, `appointment_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `documents_appointments_documents` FOREIGN KEY (`appointment_id`) REFERENCES `appointments` (`id`) ON DELETE NO ACTION);
-- create index "document_appointment_id" to table: "documents"
CREATE INDEX `document_appointment_id` ON `documents` (`appointment_id`);
-- create "healthcare_services" table
CREATE TABLE `healthcare_services` (`id` text NOT NULL, `created_at` datetime NOT NULL, `name` json NOT NULL, `kind` text NOT NULL, `duration_minutes` integer NOT NULL, `price_minor` integer NOT NULL, `currency` text NOT NULL DEFAULT ('RUB'), `funding` text NOT NULL, `payment_policy` text NOT NULL DEFAULT ('AT_VISIT'), PRIMARY KEY (`id`));
-- create "idempotency_keys" table
CREATE TABLE `idempotency_keys` (`id` text NOT NULL, `created_at` datetime NOT NULL, `actor` text NOT NULL, `key` text NOT NULL, `request_sha256` text NOT NULL, `result` json NOT NULL, PRIMARY KEY (`id`));
-- create index "idempotencykey_actor_key" to table: "idempotency_keys"
CREATE UNIQUE INDEX `idempotencykey_actor_key` ON `idempotency_keys` (`actor`, `key`);
-- create index "idempotencykey_created_at" to table: "idempotency_keys"
CREATE INDEX `idempotencykey_created_at` ON `idempotency_keys` (`created_at`);
-- create "jobs" table
CREATE TABLE `jobs` (`id` text NOT NULL, `created_at` datetime NOT NULL, `kind` text NOT NULL, `subject` text NOT NULL, `state` text NOT NULL DEFAULT ('READY'), `run_at` datetime NOT NULL, `attempt` integer NOT NULL DEFAULT (0), `last_error` text NULL, PRIMARY KEY (`id`));
-- create index "job_run_at" to table: "jobs"
CREATE INDEX `job_run_at` ON `jobs` (`run_at`) WHERE state = 'READY';
-- create index "job_kind_subject" to table: "jobs"
CREATE INDEX `job_kind_subject` ON `jobs` (`kind`, `subject`);
-- create "patients" table
CREATE TABLE `patients` (`id` text NOT NULL, `created_at` datetime NOT NULL, `family_name` text NOT NULL, `given_name` text NOT NULL, `patronymic` text NULL, `birth_date` text NOT NULL, `sex` text NOT NULL, `phone` text NOT NULL, `email` text NULL, `search` text NOT NULL, `status` text NOT NULL DEFAULT ('UNCONFIRMED'), `confirm_paper` text NULL, `confirm_seen_at` datetime NULL, `confirmed_at` datetime NULL, `confirmed_by` text NULL, `confirmed_by_name` text NULL, `account_id` text NULL, PRIMARY KEY (`id`), CONSTRAINT `patients_accounts_patient` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE SET NULL);
-- create index "patients_account_id_key" to table: "patients"
CREATE UNIQUE INDEX `patients_account_id_key` ON `patients` (`account_id`);
-- create "payments" table
CREATE TABLE `payments` (`id` text NOT NULL, `created_at` datetime NOT NULL, `patient_id` text NOT NULL, `practitioner_id` text NOT NULL, `status` text NOT NULL, `amount_minor` integer NOT NULL, `currency` text NOT NULL, `method` text NULL, `paid_at` datetime NULL, `version` integer NOT NULL DEFAULT (1), `appointment_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `payments_appointments_payment` FOREIGN KEY (`appointment_id`) REFERENCES `appointments` (`id`) ON DELETE NO ACTION);
-- create index "payments_appointment_id_key" to table: "payments"
CREATE UNIQUE INDEX `payments_appointment_id_key` ON `payments` (`appointment_id`);
-- create "payment_attempts" table
CREATE TABLE `payment_attempts` (`id` text NOT NULL, `created_at` datetime NOT NULL, `provider` text NOT NULL, `method` text NOT NULL, `ref` text NULL, `checkout_url` text NULL, `status` text NOT NULL, `payment_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `payment_attempts_payments_attempts` FOREIGN KEY (`payment_id`) REFERENCES `payments` (`id`) ON DELETE NO ACTION);
-- create index "paymentattempt_provider_ref" to table: "payment_attempts"
CREATE INDEX `paymentattempt_provider_ref` ON `payment_attempts` (`provider`, `ref`);
-- create "payment_events" table
CREATE TABLE `payment_events` (`id` text NOT NULL, `created_at` datetime NOT NULL, `provider` text NOT NULL, `event_id` text NOT NULL, `ref` text NOT NULL, `status` text NOT NULL, `amount_minor` integer NOT NULL, `currency` text NOT NULL, `effect` text NOT NULL DEFAULT ('NONE'), PRIMARY KEY (`id`));
-- create index "paymentevent_provider_event_id" to table: "payment_events"
CREATE UNIQUE INDEX `paymentevent_provider_event_id` ON `payment_events` (`provider`, `event_id`);
-- create "practitioners" table
CREATE TABLE `practitioners` (`id` text NOT NULL, `created_at` datetime NOT NULL, `family_name` text NOT NULL, `given_name` text NOT NULL, `patronymic` text NULL, `practises_since` datetime NOT NULL, `qualification` json NOT NULL, `languages` json NOT NULL, `template` json NOT NULL, `account_id` text NULL, PRIMARY KEY (`id`), CONSTRAINT `practitioners_accounts_practitioner` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE SET NULL);
-- create index "practitioners_account_id_key" to table: "practitioners"
CREATE UNIQUE INDEX `practitioners_account_id_key` ON `practitioners` (`account_id`);
-- create "sessions" table
CREATE TABLE `sessions` (`id` text NOT NULL, `created_at` datetime NOT NULL, `token_hash` text NOT NULL, `expires_at` datetime NOT NULL, `seen_at` datetime NOT NULL, `idle_for` integer NOT NULL, `revoked_at` datetime NULL, `account_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `sessions_accounts_sessions` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE NO ACTION);
-- create index "sessions_token_hash_key" to table: "sessions"
CREATE UNIQUE INDEX `sessions_token_hash_key` ON `sessions` (`token_hash`);
-- create "slot_claims" table
CREATE TABLE `slot_claims` (`id` text NOT NULL, `created_at` datetime NOT NULL, `patient_id` text NULL, `appointment_id` text NULL, `state` text NOT NULL, `starts_at` datetime NOT NULL, `ends_at` datetime NOT NULL, `expires_at` datetime NULL, `live` bool NOT NULL DEFAULT (true), `practitioner_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `slot_claims_practitioners_claims` FOREIGN KEY (`practitioner_id`) REFERENCES `practitioners` (`id`) ON DELETE NO ACTION);
-- create index "slotclaim_practitioner_id_starts_at" to table: "slot_claims"
CREATE UNIQUE INDEX `slotclaim_practitioner_id_starts_at` ON `slot_claims` (`practitioner_id`, `starts_at`) WHERE live;
-- create index "slotclaim_patient_id_starts_at" to table: "slot_claims"
CREATE INDEX `slotclaim_patient_id_starts_at` ON `slot_claims` (`patient_id`, `starts_at`);
-- create index "slotclaim_appointment_id" to table: "slot_claims"
CREATE INDEX `slotclaim_appointment_id` ON `slot_claims` (`appointment_id`);
-- create "specialties" table
CREATE TABLE `specialties` (`id` text NOT NULL, `created_at` datetime NOT NULL, `name` json NOT NULL, `summary` json NOT NULL, PRIMARY KEY (`id`));
-- create "stream_events" table
CREATE TABLE `stream_events` (`id` text NOT NULL, `created_at` datetime NOT NULL, `stream` text NOT NULL, `seq` integer NOT NULL, `kind` text NOT NULL, `subject` text NOT NULL, `from_at` datetime NULL, `to_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "streamevent_stream_seq" to table: "stream_events"
CREATE UNIQUE INDEX `streamevent_stream_seq` ON `stream_events` (`stream`, `seq`);
-- create "stream_heads" table
CREATE TABLE `stream_heads` (`id` text NOT NULL, `seq` integer NOT NULL DEFAULT (0), PRIMARY KEY (`id`));
-- create "visits" table
CREATE TABLE `visits` (`id` text NOT NULL, `created_at` datetime NOT NULL, `patient_id` text NOT NULL, `practitioner_id` text NOT NULL, `status` text NOT NULL, `status_since` datetime NOT NULL, `version` integer NOT NULL DEFAULT (1), `started_at` datetime NULL, `finished_at` datetime NULL, `patient_read_seq` integer NOT NULL DEFAULT (0), `practitioner_read_seq` integer NOT NULL DEFAULT (0), `appointment_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `visits_appointments_visit` FOREIGN KEY (`appointment_id`) REFERENCES `appointments` (`id`) ON DELETE NO ACTION);
-- create index "visits_appointment_id_key" to table: "visits"
CREATE UNIQUE INDEX `visits_appointment_id_key` ON `visits` (`appointment_id`);
-- create "practitioner_specialties" table
CREATE TABLE `practitioner_specialties` (`practitioner_id` text NOT NULL, `specialty_id` text NOT NULL, PRIMARY KEY (`practitioner_id`, `specialty_id`), CONSTRAINT `practitioner_specialties_practitioner_id` FOREIGN KEY (`practitioner_id`) REFERENCES `practitioners` (`id`) ON DELETE CASCADE, CONSTRAINT `practitioner_specialties_specialty_id` FOREIGN KEY (`specialty_id`) REFERENCES `specialties` (`id`) ON DELETE CASCADE);
-- create "practitioner_services" table
CREATE TABLE `practitioner_services` (`practitioner_id` text NOT NULL, `healthcare_service_id` text NOT NULL, PRIMARY KEY (`practitioner_id`, `healthcare_service_id`), CONSTRAINT `practitioner_services_practitioner_id` FOREIGN KEY (`practitioner_id`) REFERENCES `practitioners` (`id`) ON DELETE CASCADE, CONSTRAINT `practitioner_services_healthcare_service_id` FOREIGN KEY (`healthcare_service_id`) REFERENCES `healthcare_services` (`id`) ON DELETE CASCADE);

-- +goose Down
-- reverse: create "practitioner_services" table
DROP TABLE `practitioner_services`;
-- reverse: create "practitioner_specialties" table
DROP TABLE `practitioner_specialties`;
-- reverse: create index "visits_appointment_id_key" to table: "visits"
DROP INDEX `visits_appointment_id_key`;
-- reverse: create "visits" table
DROP TABLE `visits`;
-- reverse: create "stream_heads" table
DROP TABLE `stream_heads`;
-- reverse: create index "streamevent_stream_seq" to table: "stream_events"
DROP INDEX `streamevent_stream_seq`;
-- reverse: create "stream_events" table
DROP TABLE `stream_events`;
-- reverse: create "specialties" table
DROP TABLE `specialties`;
-- reverse: create index "slotclaim_appointment_id" to table: "slot_claims"
DROP INDEX `slotclaim_appointment_id`;
-- reverse: create index "slotclaim_patient_id_starts_at" to table: "slot_claims"
DROP INDEX `slotclaim_patient_id_starts_at`;
-- reverse: create index "slotclaim_practitioner_id_starts_at" to table: "slot_claims"
DROP INDEX `slotclaim_practitioner_id_starts_at`;
-- reverse: create "slot_claims" table
DROP TABLE `slot_claims`;
-- reverse: create index "sessions_token_hash_key" to table: "sessions"
DROP INDEX `sessions_token_hash_key`;
-- reverse: create "sessions" table
DROP TABLE `sessions`;
-- reverse: create index "practitioners_account_id_key" to table: "practitioners"
DROP INDEX `practitioners_account_id_key`;
-- reverse: create "practitioners" table
DROP TABLE `practitioners`;
-- reverse: create index "paymentevent_provider_event_id" to table: "payment_events"
DROP INDEX `paymentevent_provider_event_id`;
-- reverse: create "payment_events" table
DROP TABLE `payment_events`;
-- reverse: create index "paymentattempt_provider_ref" to table: "payment_attempts"
DROP INDEX `paymentattempt_provider_ref`;
-- reverse: create "payment_attempts" table
DROP TABLE `payment_attempts`;
-- reverse: create index "payments_appointment_id_key" to table: "payments"
DROP INDEX `payments_appointment_id_key`;
-- reverse: create "payments" table
DROP TABLE `payments`;
-- reverse: create index "patients_account_id_key" to table: "patients"
DROP INDEX `patients_account_id_key`;
-- reverse: create "patients" table
DROP TABLE `patients`;
-- reverse: create index "job_kind_subject" to table: "jobs"
DROP INDEX `job_kind_subject`;
-- reverse: create index "job_run_at" to table: "jobs"
DROP INDEX `job_run_at`;
-- reverse: create "jobs" table
DROP TABLE `jobs`;
-- reverse: create index "idempotencykey_created_at" to table: "idempotency_keys"
DROP INDEX `idempotencykey_created_at`;
-- reverse: create index "idempotencykey_actor_key" to table: "idempotency_keys"
DROP INDEX `idempotencykey_actor_key`;
-- reverse: create "idempotency_keys" table
DROP TABLE `idempotency_keys`;
-- reverse: create "healthcare_services" table
DROP TABLE `healthcare_services`;
-- reverse: create index "document_appointment_id" to table: "documents"
DROP INDEX `document_appointment_id`;
-- reverse: create "documents" table
DROP TABLE `documents`;
-- reverse: create index "consentdocument_kind_version" to table: "consent_documents"
DROP INDEX `consentdocument_kind_version`;
-- reverse: create "consent_documents" table
DROP TABLE `consent_documents`;
-- reverse: create index "consent_patient_id" to table: "consents"
DROP INDEX `consent_patient_id`;
-- reverse: create index "consent_appointment_id_kind" to table: "consents"
DROP INDEX `consent_appointment_id_kind`;
-- reverse: create "consents" table
DROP TABLE `consents`;
-- reverse: create index "conclusion_visit_id_number" to table: "conclusions"
DROP INDEX `conclusion_visit_id_number`;
-- reverse: create "conclusions" table
DROP TABLE `conclusions`;
-- reverse: create "clinics" table
DROP TABLE `clinics`;
-- reverse: create index "chatmessage_visit_id_seq" to table: "chat_messages"
DROP INDEX `chatmessage_visit_id_seq`;
-- reverse: create "chat_messages" table
DROP TABLE `chat_messages`;
-- reverse: create index "chartentry_patient_id_occurred_at" to table: "chart_entries"
DROP INDEX `chartentry_patient_id_occurred_at`;
-- reverse: create "chart_entries" table
DROP TABLE `chart_entries`;
-- reverse: create index "challenge_address_created_at" to table: "challenges"
DROP INDEX `challenge_address_created_at`;
-- reverse: create index "challenge_phone_created_at" to table: "challenges"
DROP INDEX `challenge_phone_created_at`;
-- reverse: create "challenges" table
DROP TABLE `challenges`;
-- reverse: create index "appointmentevent_appointment_id_created_at" to table: "appointment_events"
DROP INDEX `appointmentevent_appointment_id_created_at`;
-- reverse: create "appointment_events" table
DROP TABLE `appointment_events`;
-- reverse: create index "appointment_starts_at" to table: "appointments"
DROP INDEX `appointment_starts_at`;
-- reverse: create index "appointment_practitioner_id_starts_at" to table: "appointments"
DROP INDEX `appointment_practitioner_id_starts_at`;
-- reverse: create index "appointment_patient_id_starts_at" to table: "appointments"
DROP INDEX `appointment_patient_id_starts_at`;
-- reverse: create "appointments" table
DROP TABLE `appointments`;
-- reverse: create index "accounts_email_key" to table: "accounts"
DROP INDEX `accounts_email_key`;
-- reverse: create index "accounts_phone_key" to table: "accounts"
DROP INDEX `accounts_phone_key`;
-- reverse: create "accounts" table
DROP TABLE `accounts`;
