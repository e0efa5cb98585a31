# One image for all apps; docker-compose.yml chooses the command.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs --shipped && npm prune --omit=dev --no-save --no-audit --no-fund

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap python3 python3-venv git openssh-client procps ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --create-home --uid 10001 packyard \
  && install -d -o packyard -g packyard /var/lib/packyard /packs
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/bin ./bin
COPY --from=build /app/scripts/supported-node.mjs ./scripts/
ENV NODE_ENV=production PACKYARD_HOME=/var/lib/packyard
USER packyard
VOLUME /var/lib/packyard /packs
EXPOSE 8080
CMD ["node", "dist/services/standalone.js"]
