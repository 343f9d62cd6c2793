# One image for every process of a node: serve (the default), work, migrate. Node runs the TypeScript sources as they are.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The embedded Postgres and the second Node are optional packages: not in here. No package needs an install script.
RUN npm ci --omit=optional --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production WENJIN_HOST=0.0.0.0 WENJIN_PORT=8080
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY migrations ./migrations
COPY openapi ./openapi
COPY src ./src
# Where docker-compose.yml keeps secrets and anchors; a volume takes over the owner.
RUN install -d -o node -g node -m 700 /var/lib/wenjin /var/lib/wenjin/secrets /var/lib/wenjin/anchors
USER node
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=5 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.WENJIN_PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, which would keep the signals for itself.
CMD ["node", "src/bin/serve.ts"]
