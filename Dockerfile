# Every step runs in a clean folder in test/arch/dockerfile.test.ts, too.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY .ci/build.mjs .ci/
RUN npm ci
COPY tsconfig.json ./
COPY src src
COPY adapters adapters
COPY jobs jobs
COPY manifest manifest
RUN npm run build
# A package of ours names the compiler as an optional peer, which would keep it in the image.
RUN npm prune --omit=dev --omit=optional && mkdir data

FROM node:20-bookworm-slim
ENV NODE_ENV=production PORT=3000 PITCREW_DATA=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/manifest manifest
# The user of the process owns the volume, since a new volume takes the owner of what the image has there.
COPY --from=build --chown=node:node /app/data /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/cli.js", "start"]
