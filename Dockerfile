# The images of this project: docs/CONTAINERS.md tells how to run them, how large they are, and how digests are renewed.
#
#   docker build --target ci --tag terroir-ci .    builds and tests: docker run --rm terroir-ci
#   docker build --tag terroir .                   the laptop host:  docker run -p 4000:4000 -v terroir:/data terroir
#   -c packaging=image                             has CDK build the stage lambda, once for each bundle
#
# Each base image can be replaced by an argument: a mirror, or a newer digest.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
ARG HOST_IMAGE=gcr.io/distroless/cc-debian12:nonroot@sha256:9dac0a79194e45a7da0158a9c6da57b217585af0786db3845d1f0ec1a0dd182f
ARG LAMBDA_IMAGE=public.ecr.aws/lambda/nodejs:24@sha256:486431faaa8a45cc6b23c06ce5281670ed98faa7a45f06411121c33b7247df49

# One function on AWS. Its context is not this folder but a bundle of infra/bundle.ts. Lambda runs every image as a user of
# its own, who has no rights, so none is named here.
FROM ${LAMBDA_IMAGE} AS lambda
COPY . ${LAMBDA_TASK_ROOT}/
CMD ["index.handler"]

# A training on AWS Batch. Its context is a bundle of infra/bundle.ts, too.
FROM ${NODE_IMAGE} AS train
ENV NODE_ENV=production
WORKDIR /app
COPY . ./
USER 10001:10001
ENTRYPOINT ["node", "/app/container.mjs"]

# Where CI builds and tests, by a user without rights.
FROM ${NODE_IMAGE} AS ci
# Of these, tests use what they find; which version is the base image's matter.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git python3 \
  && rm -rf /var/lib/apt/lists/* \
  && install --directory --owner 10001 --group 10001 /terroir
ENV HOME=/tmp
WORKDIR /terroir
USER 10001:10001
COPY --chown=10001:10001 package.json package-lock.json .npmrc ./
COPY --chown=10001:10001 packages/appsync-host/package.json packages/appsync-host/
COPY --chown=10001:10001 packages/client/package.json packages/client/
# A registry of one's own: --secret id=npmrc,src=$HOME/.npmrc, of which nothing stays in the image.
RUN --mount=type=secret,id=npmrc,target=/run/secrets/npmrc,uid=10001 \
  NPM_CONFIG_USERCONFIG=/run/secrets/npmrc npm ci
COPY --chown=10001:10001 . .
# Tests ask git which files are the project's; its history stays outside.
RUN git init --quiet
CMD ["npm", "test"]

# What the laptop host needs, laid out as in its image: the template and its functions, the command line with its packages,
# and the very Node that package-lock.json has the hash of. What only functions need lies in their bundles.
FROM ${NODE_IMAGE} AS host-files
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENV HOME=/tmp
WORKDIR /terroir
RUN --mount=type=bind,from=ci,source=/terroir,target=/terroir \
  mkdir -p /image/app/packages /image/usr/local/bin /data \
  && cp node_modules/node-linux-*/bin/node /image/usr/local/bin/ \
  && node launch.cjs cdk synth --quiet --output /image/app/cdk.out \
  && node launch.cjs console/build.ts /image/app/console/dist \
  && npm ls --all --omit=dev --parseable | sed -n 's|^/terroir/\(node_modules/\)|\1|p' \
    | grep -Ev '/(node-linux-|onnxruntime-|@?esbuild)' | xargs cp -r --parents --target-directory /image/app \
  && cp -r classifier cli contract generated package.json store tabular /image/app/ \
  && cp -r packages/appsync-host packages/client /image/app/packages/ \
  && ln -s /data /image/app/.local

FROM ${HOST_IMAGE} AS host
COPY --from=host-files /image/ /
COPY --from=host-files --chown=10001:10001 /data /data
ENV HOME=/tmp NODE_ENV=production
WORKDIR /app
USER 10001:10001
VOLUME ["/data"]
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "-e", \
  "fetch('http://127.0.0.1:4000/', { redirect: 'manual' }).then(({ status }) => process.exit(status < 400 ? 0 : 1), () => process.exit(1))"]
# What is added to `docker run … terroir` are further options of `terroir start`.
ENTRYPOINT ["node", "/app/cli/terroir.ts", "start", "--host", "0.0.0.0", "--data", "/data", "--template", "/app/cdk.out"]
