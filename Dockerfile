# For a build that can be repeated, pin the image by the digest that your registry shows for this tag:
# FROM node:24-slim@sha256:…
FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force
COPY LICENSE manifest.yml ./
COPY src ./src
# The embedded database, and the only folder that is written to: `docker run --read-only` works. Not used when
# DATABASE_URL is set.
RUN install -d -o node -g node -m 0700 /data
# Inside a container the probes are asked from outside; which ports are open to whom is for the one who runs it.
ENV DATA_DIR=/data HOST=0.0.0.0
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM lets running work end; give it more than 10 seconds before you kill it.
# The first option keeps short-lived objects from taking 100 MB that are never given back.
CMD ["node", "--max-semi-space-size=4", "--max-old-space-size=1024", "--disable-warning=ExperimentalWarning", "src/main.ts"]
