ALTER TABLE "presentation_requests" ALTER COLUMN "organisation_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "presentation_requests" ALTER COLUMN "client_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "presentation_requests" ADD COLUMN "holder_thumbprint" text;--> statement-breakpoint
ALTER TABLE "sign_in_sessions" ADD COLUMN "presentation_id" uuid;