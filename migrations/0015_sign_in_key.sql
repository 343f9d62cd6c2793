ALTER TABLE "authorization_codes" ADD COLUMN "holder_thumbprint" text;--> statement-breakpoint
ALTER TABLE "sign_in_sessions" ADD COLUMN "holder_thumbprint" text;--> statement-breakpoint
ALTER TABLE "wallet_grants" ADD COLUMN "holder_thumbprint" text;