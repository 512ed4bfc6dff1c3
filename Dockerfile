# Build it with any engine: docker build -t claimcheck .
# The base image may come from a mirror: --build-arg NODE_IMAGE=registry.example.com/node:24-bookworm-slim
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs

FROM ${NODE_IMAGE}
WORKDIR /app
COPY --from=build /src/.next/standalone ./
COPY --from=build /src/.next/static ./.next/static
COPY --from=build /src/.next/claimcheck-server.mjs ./.next/
COPY --from=build /src/public ./public
COPY --from=build /src/.next/sbom.cdx.json /src/.next/third-party-notices.txt /src/LICENSE ./
# glibc keeps the memory of each thread's arena: with two, what a burst of requests took comes back.
ENV MALLOC_ARENA_MAX=2
# In a container the loopback is of no use. The names by which browsers reach the server must then be set in
# CLAIMCHECK_HOSTS: it does not start without.
ENV NODE_ENV=production PORT=3000 CLAIMCHECK_LISTEN=0.0.0.0 CLAIMCHECK_REQUIRE_HOSTS=1
EXPOSE 3000
USER 65532:65532
HEALTHCHECK CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", ".next/claimcheck-server.mjs"]
