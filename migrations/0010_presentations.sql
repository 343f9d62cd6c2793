CREATE TABLE "presentation_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"officer_id" uuid,
	"request_digest" "bytea" NOT NULL,
	"response_digest" "bytea" NOT NULL,
	"what" text NOT NULL,
	"claims" jsonb NOT NULL,
	"purpose" text NOT NULL,
	"stage" text NOT NULL,
	"authorisation" jsonb NOT NULL,
	"case_reference" text NOT NULL,
	"receipt" boolean NOT NULL,
	"redirect_uri" text,
	"state" text NOT NULL,
	"sealed_seed" "bytea",
	"sealed_result" "bytea",
	"response_code_digest" "bytea",
	"declined" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "presentation_requests_by_request" ON "presentation_requests" USING btree ("request_digest");--> statement-breakpoint
CREATE UNIQUE INDEX "presentation_requests_by_response" ON "presentation_requests" USING btree ("response_digest");--> statement-breakpoint
CREATE INDEX "presentation_requests_by_organisation" ON "presentation_requests" USING btree ("organisation_id","id");--> statement-breakpoint
CREATE INDEX "presentation_requests_by_end" ON "presentation_requests" USING btree ("expires_at");