DROP INDEX "erasure_requests_by_holder";--> statement-breakpoint
CREATE INDEX "applications_closed" ON "applications" USING btree ("closed_at") WHERE "applications"."closed_at" is not null;