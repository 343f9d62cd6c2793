CREATE TABLE "disclosure_case_words" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"word" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"by_person" uuid NOT NULL,
	"by_role" text NOT NULL,
	"entry" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "disclosure_cases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"credential_number" text NOT NULL,
	"issuer" text NOT NULL,
	"legal_basis" text NOT NULL,
	"reference" text NOT NULL,
	"until" date NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"opened_by" text NOT NULL,
	"opened_by_person" uuid NOT NULL,
	"opened_entry" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event_facts" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"issuer" text NOT NULL,
	"object_type" text NOT NULL,
	"object_id" text NOT NULL,
	"subject_id" uuid,
	"actor_id" text NOT NULL,
	"actor_role" text NOT NULL,
	"actor_person" text,
	"organisation_id" text,
	"purpose" text NOT NULL,
	"authorisation_reference" text,
	"agreement_id" text,
	"agreement_version" integer,
	"agreement_row" text,
	"reason_code" text,
	"before" text,
	"after" text,
	"key_id" text,
	"qualification" text,
	"target" text,
	"direction" text,
	"route" text,
	"specialism" text,
	"outcome" text,
	"proposed" text,
	"override" boolean,
	"legal_kind" text,
	"count" integer
);
--> statement-breakpoint
CREATE TABLE "log_pending" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"entry_id" uuid NOT NULL,
	CONSTRAINT "log_pending_by_entry" UNIQUE("entry_id")
);
--> statement-breakpoint
CREATE TABLE "erasure_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"holder_thumbprint" text NOT NULL,
	"subject_ids" uuid[] NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"entries" uuid[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retention_acts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"class" text NOT NULL,
	"deed" text NOT NULL,
	"count" integer NOT NULL,
	"entries" uuid[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retention_holds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"target_type" text NOT NULL,
	"target_id" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"legal_basis" text NOT NULL,
	"reference" text NOT NULL,
	"until" date,
	"placed_at" timestamp (3) with time zone NOT NULL,
	"placed_by" text NOT NULL,
	"placed_by_person" uuid NOT NULL,
	"placed_as" text NOT NULL,
	"placed_entry" uuid NOT NULL,
	"lifted_at" timestamp (3) with time zone,
	"lifted_by" text,
	"lifted_by_person" uuid,
	"lift_reason" text,
	"lifted_entry" uuid
);
--> statement-breakpoint
CREATE TABLE "retention_restrictions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"reason_code" text NOT NULL,
	"reference" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"started_by" text NOT NULL,
	"started_entry" uuid NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	"end_reason" text,
	"ended_entry" uuid
);
--> statement-breakpoint
CREATE TABLE "retention_schedule" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"standing" text NOT NULL,
	"class" text,
	"due_on" date,
	"erase_on" date,
	"held" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retention_sweeps" (
	"id" smallint PRIMARY KEY NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	"subjects" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_bundles" (
	"n" bigint PRIMARY KEY NOT NULL,
	"width" smallint NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "log_bundles_width" CHECK ("log_bundles"."width" between 1 and 256)
);
--> statement-breakpoint
CREATE TABLE "log_checkpoints" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"cosigned_note" text,
	"cosigned_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "log_entries" (
	"entry_id" uuid PRIMARY KEY NOT NULL,
	"idx" bigint NOT NULL,
	CONSTRAINT "log_entries_idx_unique" UNIQUE("idx")
);
--> statement-breakpoint
CREATE TABLE "log_freezes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"detail" text NOT NULL,
	"frozen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_head" (
	"id" smallint PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	CONSTRAINT "log_head_one" CHECK ("log_head"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "log_seen" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"source" text NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "log_seen_once" UNIQUE("origin","size","root")
);
--> statement-breakpoint
CREATE TABLE "log_tiles" (
	"level" smallint NOT NULL,
	"n" bigint NOT NULL,
	"width" smallint NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "log_tiles_level_n_pk" PRIMARY KEY("level","n"),
	CONSTRAINT "log_tiles_level" CHECK ("log_tiles"."level" between 0 and 63),
	CONSTRAINT "log_tiles_width" CHECK ("log_tiles"."width" between 1 and 256 and length("log_tiles"."data") = 32 * "log_tiles"."width")
);
--> statement-breakpoint
CREATE TABLE "witness_logs" (
	"origin" text PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"cosigned_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "access_records" ADD COLUMN "content_class" text;--> statement-breakpoint
ALTER TABLE "access_records" ADD COLUMN "batch_entry_id" uuid;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "facts" jsonb;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "facts" jsonb;--> statement-breakpoint
ALTER TABLE "disclosure_case_words" ADD CONSTRAINT "disclosure_case_words_case_id_disclosure_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."disclosure_cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_facts" ADD CONSTRAINT "event_facts_event_id_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "log_pending" ADD CONSTRAINT "log_pending_entry_id_events_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "disclosure_case_words_by_case" ON "disclosure_case_words" USING btree ("case_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "disclosure_case_words_two_persons" ON "disclosure_case_words" USING btree ("case_id","by_person") WHERE "disclosure_case_words"."word" = 'approved';--> statement-breakpoint
CREATE INDEX "disclosure_cases_by_organisation" ON "disclosure_cases" USING btree ("organisation_id","id");--> statement-breakpoint
CREATE INDEX "event_facts_by_type" ON "event_facts" USING btree ("type","recorded_at");--> statement-breakpoint
CREATE INDEX "event_facts_by_time" ON "event_facts" USING btree ("recorded_at");--> statement-breakpoint
CREATE INDEX "event_facts_by_object" ON "event_facts" USING btree ("object_type","object_id");--> statement-breakpoint
CREATE INDEX "event_facts_by_subject" ON "event_facts" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "event_facts_by_actor" ON "event_facts" USING btree ("actor_person","recorded_at");--> statement-breakpoint
CREATE INDEX "erasure_requests_by_holder" ON "erasure_requests" USING btree ("holder_thumbprint","id");--> statement-breakpoint
CREATE INDEX "retention_acts_by_time" ON "retention_acts" USING btree ("at","class");--> statement-breakpoint
CREATE INDEX "retention_holds_standing" ON "retention_holds" USING btree ("subject_id") WHERE "retention_holds"."lifted_at" is null;--> statement-breakpoint
CREATE INDEX "retention_restrictions_by_subject" ON "retention_restrictions" USING btree ("subject_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "retention_restrictions_open" ON "retention_restrictions" USING btree ("subject_id","cause") WHERE "retention_restrictions"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "retention_schedule_by_due" ON "retention_schedule" USING btree ("due_on","subject_id");--> statement-breakpoint
CREATE INDEX "retention_schedule_by_standing" ON "retention_schedule" USING btree ("standing","subject_id");--> statement-breakpoint
CREATE INDEX "log_checkpoints_by_size" ON "log_checkpoints" USING btree ("size");--> statement-breakpoint
CREATE INDEX "log_checkpoints_cosigned" ON "log_checkpoints" USING btree ("size","id") WHERE "log_checkpoints"."cosigned_at" is not null;--> statement-breakpoint
CREATE INDEX "access_records_by_batch" ON "access_records" USING btree ("batch_entry_id");--> statement-breakpoint
CREATE INDEX "access_records_by_object" ON "access_records" USING gin ("object_ids");