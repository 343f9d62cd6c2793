CREATE TABLE "access_records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"caller_name" text NOT NULL,
	"organisation_id" uuid,
	"client_id" uuid,
	"officer_id" uuid,
	"person_id" uuid,
	"purpose" text NOT NULL,
	"stage" text,
	"authorisation_type" text,
	"authorisation_reference" text,
	"authorisation_scope" text,
	"authorisation_expires_at" text,
	"case_reference" text,
	"object_ids" text[] NOT NULL,
	"holder_thumbprint" text,
	"result" text NOT NULL,
	"request_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "clients" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"label" text NOT NULL,
	"roles" text[] NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"thumbprint" text NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "officers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"roles" text[] NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"thumbprint" text NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"names" jsonb NOT NULL,
	"jurisdiction" text NOT NULL,
	"registered_place" text NOT NULL,
	"gba_eligible" boolean NOT NULL,
	"contract_filing_number" text,
	"purposes" text[] NOT NULL,
	"authority" text,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "registered_keys" (
	"thumbprint" text PRIMARY KEY NOT NULL,
	"bearer_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "presentation_nonces" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "used_assertions" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agreement_signatures" (
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"jurisdiction" text NOT NULL,
	"kid" text NOT NULL,
	"protected" text NOT NULL,
	"signature" text NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "agreement_signatures_id_version_jurisdiction_pk" PRIMARY KEY("id","version","jurisdiction")
);
--> statement-breakpoint
CREATE TABLE "agreement_statements" (
	"statement_id" uuid PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"jurisdiction" text NOT NULL,
	"kind" text NOT NULL,
	"reason_code" text NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"said_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"jws" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agreement_versions" (
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	"digest" "bytea" NOT NULL,
	"received_from" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "agreement_versions_id_version_pk" PRIMARY KEY("id","version")
);
--> statement-breakpoint
CREATE TABLE "certificate_counters" (
	"series" text PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"vct" text NOT NULL,
	"authority" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"record_id" uuid,
	"qualification" text NOT NULL,
	"home_iss" text,
	"home_record_id" text,
	"agreement_id" text,
	"agreement_version" integer,
	"agreement_row" text,
	"application_id" uuid,
	"holder_thumbprint" text NOT NULL,
	"key_proof" "bytea",
	"standing" text,
	"status_uri" text NOT NULL,
	"status_idx" integer NOT NULL,
	"life" text NOT NULL,
	"payload" "bytea" NOT NULL,
	"key_id" text,
	"issuer_jwt" text,
	"issuer_jwt_digest" text,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"review_by" text,
	"recorded_at" timestamp (3) with time zone,
	"superseded_by" uuid,
	CONSTRAINT "credentials_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "home_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"home_iss" text NOT NULL,
	"record_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"value" smallint NOT NULL,
	"kind" text NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"authority" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"qualification" text NOT NULL,
	"award_hash" "bytea" NOT NULL,
	"status_uri" text NOT NULL,
	"status_idx" integer NOT NULL,
	"value" smallint NOT NULL,
	"revision" integer NOT NULL,
	"first_attested_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "records_value" CHECK ("records"."value" between 0 and 3)
);
--> statement-breakpoint
CREATE TABLE "status_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"object_type" text NOT NULL,
	"object_id" uuid NOT NULL,
	"authority" text NOT NULL,
	"kind" text NOT NULL,
	"facet" text NOT NULL,
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	"state" text NOT NULL,
	"reason_code" text NOT NULL,
	"legal_effect" text NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"review_on" text,
	"disclosure_until" text,
	"instrument_digest" text,
	"decision_sha256" text NOT NULL,
	"decided_by" text NOT NULL,
	"decided_by_person" uuid,
	"decision_jws" text,
	"approved_by" text,
	"approved_by_person" uuid,
	"approval_jws" text,
	"approved_at" timestamp (3) with time zone,
	"revision" integer
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"authority" text,
	"suite" text NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"private_sealed" "bytea",
	"sign_from" timestamp (3) with time zone NOT NULL,
	"sign_until" timestamp (3) with time zone,
	"published_until" timestamp (3) with time zone,
	"compromised_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notice_streams" (
	"origin" text NOT NULL,
	"stream" text NOT NULL,
	"sequence" integer NOT NULL,
	CONSTRAINT "notice_streams_origin_stream_pk" PRIMARY KEY("origin","stream")
);
--> statement-breakpoint
CREATE TABLE "notices_in" (
	"origin" text NOT NULL,
	"id" text NOT NULL,
	"stream" text NOT NULL,
	"sequence" integer NOT NULL,
	"jws" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "notices_in_origin_id_pk" PRIMARY KEY("origin","id")
);
--> statement-breakpoint
CREATE TABLE "notices_out" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"stream" text NOT NULL,
	"sequence" integer NOT NULL,
	"jws" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "event_openings" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid,
	"object_type" text NOT NULL,
	"object_id" text NOT NULL,
	"sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"position" bigserial NOT NULL,
	"type" text NOT NULL,
	"issuer" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"commitment" "bytea" NOT NULL,
	"entry" "bytea" NOT NULL,
	CONSTRAINT "events_position_unique" UNIQUE("position")
);
--> statement-breakpoint
CREATE TABLE "idempotency_claims" (
	"caller" text NOT NULL,
	"key" text NOT NULL,
	"request_digest" "bytea" NOT NULL,
	"reserved_id" uuid NOT NULL,
	"lease_id" uuid NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"status" smallint,
	"reference" text,
	CONSTRAINT "idempotency_claims_caller_key_pk" PRIMARY KEY("caller","key")
);
--> statement-breakpoint
CREATE TABLE "snapshot_versions" (
	"name" text PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "applicants" (
	"holder_thumbprint" text PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "application_agreements" (
	"application_id" uuid NOT NULL,
	"agreement_id" text NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "application_agreements_application_id_agreement_id_pk" PRIMARY KEY("application_id","agreement_id")
);
--> statement-breakpoint
CREATE TABLE "application_evidence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"application_id" uuid NOT NULL,
	"type" text NOT NULL,
	"source" text NOT NULL,
	"content" "bytea" NOT NULL,
	"digest" text NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "applications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"authority" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"holder_thumbprint" text NOT NULL,
	"holder_jwk" jsonb NOT NULL,
	"target_qualification" text NOT NULL,
	"home_issuer" text NOT NULL,
	"home_qualification" text NOT NULL,
	"home_record_id" text NOT NULL,
	"application_date" date NOT NULL,
	"acknowledged_at" timestamp (3) with time zone NOT NULL,
	"stopped_at" timestamp (3) with time zone,
	"stopped_working_days" integer DEFAULT 0 NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"language" text NOT NULL,
	"experience_months" integer,
	"cpd_hours" integer,
	"cpd_within_months" integer,
	"languages" text[],
	"target_specialism" text,
	"consent_id" uuid NOT NULL,
	"relayed_by" uuid,
	"relayed_until" timestamp (3) with time zone,
	"mandate_id" text,
	"case_reference" text
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"application_id" uuid NOT NULL,
	"decision_id" uuid NOT NULL,
	"verdict" text NOT NULL,
	"note_sealed" "bytea",
	"jws" text NOT NULL,
	"officer_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"approved_at" timestamp (3) with time zone NOT NULL,
	"credential_id" uuid,
	CONSTRAINT "approvals_decisionId_unique" UNIQUE("decision_id")
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"application_id" uuid NOT NULL,
	"sequence" integer NOT NULL,
	"proposal_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"override" boolean NOT NULL,
	"conditions" text[] NOT NULL,
	"sealed" "bytea" NOT NULL,
	"digest" text NOT NULL,
	"jws" text NOT NULL,
	"officer_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"credential_id" uuid,
	"reserved_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "proposals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"application_id" uuid NOT NULL,
	"sequence" integer NOT NULL,
	"agreement_id" text NOT NULL,
	"agreement_version" integer NOT NULL,
	"row_id" text NOT NULL,
	"outcome" text NOT NULL,
	"content" "bytea" NOT NULL,
	"digest" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "peer_status_lists" (
	"uri" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"iat" bigint NOT NULL,
	"list_version" bigint NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "peer_status_publications" (
	"uri" text NOT NULL,
	"version" integer NOT NULL,
	"jwt" "bytea" NOT NULL,
	"iat" bigint NOT NULL,
	"exp" bigint NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "peer_status_publications_uri_version_pk" PRIMARY KEY("uri","version")
);
--> statement-breakpoint
CREATE TABLE "status_entries" (
	"list_id" uuid NOT NULL,
	"idx" integer NOT NULL,
	"value" smallint NOT NULL,
	CONSTRAINT "status_entries_list_id_idx_pk" PRIMARY KEY("list_id","idx"),
	CONSTRAINT "status_entries_value" CHECK ("status_entries"."value" between 0 and 3),
	CONSTRAINT "status_entries_idx" CHECK ("status_entries"."idx" >= 0)
);
--> statement-breakpoint
CREATE TABLE "status_lists" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"ordinal" integer NOT NULL,
	"uri" text NOT NULL,
	"size" integer NOT NULL,
	"bits" smallint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "status_lists_uri_unique" UNIQUE("uri"),
	CONSTRAINT "status_lists_order" UNIQUE("kind","ordinal")
);
--> statement-breakpoint
CREATE TABLE "status_pending" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"list_id" uuid NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_publications" (
	"list_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"jwt" "bytea" NOT NULL,
	"iat" bigint NOT NULL,
	"exp" bigint NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"content_digest" "bytea" NOT NULL,
	CONSTRAINT "status_publications_list_id_version_pk" PRIMARY KEY("list_id","version")
);
--> statement-breakpoint
CREATE TABLE "authorities" (
	"slug" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"names" jsonb NOT NULL,
	"contact" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mandates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"action" text NOT NULL,
	"vct" text NOT NULL,
	"qualification_ids" text[] NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_until" timestamp (3) with time zone,
	"instrument" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trust_anchors" (
	"origin" text NOT NULL,
	"kid" text NOT NULL,
	"sign_until" timestamp (3) with time zone,
	"announced_in" bigint NOT NULL,
	CONSTRAINT "trust_anchors_origin_kid_pk" PRIMARY KEY("origin","kid")
);
--> statement-breakpoint
CREATE TABLE "trust_lists" (
	"origin" text NOT NULL,
	"sequence" bigint NOT NULL,
	"jws" "bytea" NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "trust_lists_origin_sequence_pk" PRIMARY KEY("origin","sequence")
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"recipient" text NOT NULL,
	"purpose" text NOT NULL,
	"items" text[] NOT NULL,
	"evidence_digest" text NOT NULL,
	"given_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "credential_disclosures" (
	"credential_id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity_numbers" (
	"subject_id" uuid NOT NULL,
	"type" text NOT NULL,
	"keyed_hash" "bytea" NOT NULL,
	"tail" text NOT NULL,
	CONSTRAINT "identity_numbers_subject_id_type_keyed_hash_pk" PRIMARY KEY("subject_id","type","keyed_hash")
);
--> statement-breakpoint
CREATE TABLE "persons" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subjects" (
	"id" uuid PRIMARY KEY NOT NULL,
	"wrapped_key" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"erased_at" timestamp (3) with time zone,
	"restricted_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "clients" ADD CONSTRAINT "clients_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clients" ADD CONSTRAINT "clients_thumbprint_registered_keys_thumbprint_fk" FOREIGN KEY ("thumbprint") REFERENCES "public"."registered_keys"("thumbprint") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "officers" ADD CONSTRAINT "officers_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "officers" ADD CONSTRAINT "officers_thumbprint_registered_keys_thumbprint_fk" FOREIGN KEY ("thumbprint") REFERENCES "public"."registered_keys"("thumbprint") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agreement_signatures" ADD CONSTRAINT "agreement_signatures_id_version_agreement_versions_id_version_fk" FOREIGN KEY ("id","version") REFERENCES "public"."agreement_versions"("id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agreement_statements" ADD CONSTRAINT "agreement_statements_id_version_agreement_versions_id_version_fk" FOREIGN KEY ("id","version") REFERENCES "public"."agreement_versions"("id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_record_id_records_id_fk" FOREIGN KEY ("record_id") REFERENCES "public"."records"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_openings" ADD CONSTRAINT "event_openings_event_id_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_agreements" ADD CONSTRAINT "application_agreements_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_evidence" ADD CONSTRAINT "application_evidence_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_decision_id_decisions_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decisions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_proposal_id_proposals_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "peer_status_publications" ADD CONSTRAINT "peer_status_publications_uri_peer_status_lists_uri_fk" FOREIGN KEY ("uri") REFERENCES "public"."peer_status_lists"("uri") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_entries" ADD CONSTRAINT "status_entries_list_id_status_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."status_lists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_pending" ADD CONSTRAINT "status_pending_list_id_status_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."status_lists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_publications" ADD CONSTRAINT "status_publications_list_id_status_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."status_lists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mandates" ADD CONSTRAINT "mandates_slug_authorities_slug_fk" FOREIGN KEY ("slug") REFERENCES "public"."authorities"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credential_disclosures" ADD CONSTRAINT "credential_disclosures_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_numbers" ADD CONSTRAINT "identity_numbers_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "persons" ADD CONSTRAINT "persons_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_records_by_organisation" ON "access_records" USING btree ("organisation_id","id");--> statement-breakpoint
CREATE INDEX "access_records_by_holder" ON "access_records" USING btree ("holder_thumbprint","id") WHERE "access_records"."holder_thumbprint" is not null;--> statement-breakpoint
CREATE INDEX "clients_by_organisation" ON "clients" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "clients_by_thumbprint" ON "clients" USING btree ("thumbprint");--> statement-breakpoint
CREATE INDEX "officers_by_organisation" ON "officers" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "officers_by_person" ON "officers" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "officers_by_thumbprint" ON "officers" USING btree ("thumbprint");--> statement-breakpoint
CREATE INDEX "presentation_nonces_by_expiry" ON "presentation_nonces" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "used_assertions_by_expiry" ON "used_assertions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "agreement_statements_by_version" ON "agreement_statements" USING btree ("id","version");--> statement-breakpoint
CREATE INDEX "credentials_by_record" ON "credentials" USING btree ("record_id");--> statement-breakpoint
CREATE INDEX "credentials_by_home_record" ON "credentials" USING btree ("home_iss","home_record_id");--> statement-breakpoint
CREATE INDEX "credentials_by_holder" ON "credentials" USING btree ("holder_thumbprint");--> statement-breakpoint
CREATE INDEX "credentials_by_subject" ON "credentials" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "credentials_by_authority" ON "credentials" USING btree ("authority","id");--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_by_status" ON "credentials" USING btree ("status_uri","status_idx");--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_by_key_proof" ON "credentials" USING btree ("key_proof");--> statement-breakpoint
CREATE UNIQUE INDEX "home_changes_in_order" ON "home_changes" USING btree ("home_iss","record_id","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "records_of_award" ON "records" USING btree ("authority","qualification","award_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "records_by_status" ON "records" USING btree ("status_uri","status_idx");--> statement-breakpoint
CREATE INDEX "records_by_subject" ON "records" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "status_events_by_object" ON "status_events" USING btree ("object_type","object_id","recorded_at");--> statement-breakpoint
CREATE INDEX "status_events_proposed" ON "status_events" USING btree ("authority","id") WHERE "status_events"."state" = 'proposed';--> statement-breakpoint
CREATE INDEX "signing_keys_by_slot" ON "signing_keys" USING btree ("purpose","authority");--> statement-breakpoint
CREATE UNIQUE INDEX "signing_keys_one_open" ON "signing_keys" USING btree ("purpose",coalesce("authority", '')) WHERE "signing_keys"."sign_until" is null;--> statement-breakpoint
CREATE INDEX "notices_in_by_stream" ON "notices_in" USING btree ("stream","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_out_in_order" ON "notices_out" USING btree ("stream","sequence");--> statement-breakpoint
CREATE INDEX "notices_out_due" ON "notices_out" USING btree ("delivered_at","next_attempt_at");--> statement-breakpoint
CREATE INDEX "event_openings_by_object" ON "event_openings" USING btree ("object_type","object_id");--> statement-breakpoint
CREATE INDEX "event_openings_by_subject" ON "event_openings" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "events_by_type" ON "events" USING btree ("type","position");--> statement-breakpoint
CREATE INDEX "idempotency_claims_by_age" ON "idempotency_claims" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "application_evidence_once" ON "application_evidence" USING btree ("application_id","type","digest");--> statement-breakpoint
CREATE INDEX "application_evidence_by_digest" ON "application_evidence" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "applications_by_authority" ON "applications" USING btree ("authority","id");--> statement-breakpoint
CREATE INDEX "applications_by_holder" ON "applications" USING btree ("holder_thumbprint","id");--> statement-breakpoint
CREATE INDEX "applications_by_relay" ON "applications" USING btree ("relayed_by","id");--> statement-breakpoint
CREATE INDEX "applications_by_subject" ON "applications" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "approvals_by_application" ON "approvals" USING btree ("application_id");--> statement-breakpoint
CREATE UNIQUE INDEX "decisions_in_sequence" ON "decisions" USING btree ("application_id","sequence");--> statement-breakpoint
CREATE INDEX "decisions_by_proposal" ON "decisions" USING btree ("proposal_id");--> statement-breakpoint
CREATE UNIQUE INDEX "decisions_pending" ON "decisions" USING btree ("application_id") WHERE state = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "proposals_in_sequence" ON "proposals" USING btree ("application_id","sequence");--> statement-breakpoint
CREATE INDEX "peer_status_publications_by_time" ON "peer_status_publications" USING btree ("uri","received_at");--> statement-breakpoint
CREATE INDEX "status_entries_set" ON "status_entries" USING btree ("list_id") WHERE "status_entries"."value" <> 0;--> statement-breakpoint
CREATE INDEX "status_pending_by_list" ON "status_pending" USING btree ("list_id");--> statement-breakpoint
CREATE INDEX "status_publications_by_time" ON "status_publications" USING btree ("list_id","published_at");--> statement-breakpoint
CREATE INDEX "mandates_by_authority" ON "mandates" USING btree ("slug","recorded_at");--> statement-breakpoint
CREATE INDEX "consents_by_subject" ON "consents" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "credential_disclosures_by_subject" ON "credential_disclosures" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "identity_numbers_by_hash" ON "identity_numbers" USING btree ("keyed_hash");