CREATE TABLE "appeals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"application_id" uuid NOT NULL,
	"decision_id" uuid NOT NULL,
	"grounds_sealed" "bytea" NOT NULL,
	"filed_at" timestamp (3) with time zone NOT NULL,
	"outcome" text,
	"determined_by" uuid,
	"determined_at" timestamp (3) with time zone,
	CONSTRAINT "appeals_decisionId_unique" UNIQUE("decision_id")
);
--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_decision_id_decisions_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decisions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_determined_by_decisions_id_fk" FOREIGN KEY ("determined_by") REFERENCES "public"."decisions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "appeals_open" ON "appeals" USING btree ("application_id") WHERE outcome is null;--> statement-breakpoint
CREATE INDEX "appeals_by_application" ON "appeals" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "appeals_by_determination" ON "appeals" USING btree ("determined_by");