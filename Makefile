# Sluice: the front door. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# --- A JDK 25: JAVA_HOME if it is one, else the first one found in the usual places. -----------------------------------
is_jdk25 = $(shell test -x "$(1)/bin/javac" && grep -qE '^JAVA_VERSION="25[".]' "$(1)/release" 2>/dev/null && echo yes)
JDK := $(if $(call is_jdk25,$(JAVA_HOME)),$(JAVA_HOME),$(shell for home in \
	$$(/usr/libexec/java_home -v 25 2>/dev/null) /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/java/* /opt/*jdk*25* \
	$(HOME)/.sdkman/candidates/java/25* $(HOME)/.jdks/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home \
	/opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do \
	if [ -x "$$home/bin/javac" ] && grep -qE '^JAVA_VERSION="25[".]' "$$home/release" 2>/dev/null; then echo "$$home"; break; fi; done))
JAVA := $(JDK)/bin/java
MVN := JAVA_HOME="$(JDK)" ./mvnw -B -q

# The flags that came out best in docs/decisions/0001-http-stack.md.
# Virtual threads each hold a DynamoDB connection for a moment: the JDK would keep five of them.
# A process that ran out of memory ends, so that whoever runs it starts another one.
JVM_FLAGS := -XX:+ExitOnOutOfMemoryError -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Dhttp.maxConnections=200 '-Xlog:aot*=off'

# What runs on this machine is built on its own, without tests, checks and zips (pom.xml: quick): ten seconds, not a minute and a half.
SERVE_PATH := functions/gateway/target/quick/sluice.jar:functions/gateway/target/quick/lib/*
OPERATOR_PATH := shared/operator/target/quick/sluice-operator.jar:shared/operator/target/quick/lib/*
DEV_JAR := shared/devkit/target/quick/sluice-dev.jar
DEPLOY_JAR := shared/deploy/target/sluice-deploy.jar
SERVE_AOT := target/serve.aot
# On up to four processors the gateway polls its sockets itself (0008, "Who polls"); without this it leaves it to the JDK.
OPENS := --add-opens java.base/java.lang=ALL-UNNAMED
# Large pages for heap and compiled code, where the kernel gives them to who asks (0008, "Large pages"); a JVM on another system does not know the flag.
HUGE := $(if $(shell grep -sE '\[(madvise|always)\]' /sys/kernel/mm/transparent_hugepage/enabled),-XX:+UseTransparentHugePages)
# Compiled soon: else a fresh gateway with few requests would run interpreted for minutes. The survivors have room for what a full core has under way, and
# the 16 MB of old generation that a full core grows into are touched at the start, for a host may take 15 ms to give 2 MB (0008).
SERVE_FLAGS := $(JVM_FLAGS) $(OPENS) $(HUGE) -XX:CompileThresholdScaling=0.1 -Xms40m -Xmx256m -Xmn24m -XX:SurvivorRatio=4 -XX:+AlwaysPreTouch -XX:TrimNativeHeapInterval=30000 -Xlog:trimnative=off -XX:AOTCache=$(SERVE_AOT)
BUILT := target/built
LOCAL := target/built-to-run
SOURCES := $(shell find shared functions -path '*/src/main/*' -type f 2>/dev/null) $(wildcard pom.xml shared/*/pom.xml functions/*/pom.xml .mvn/*.config)
# Maven, told in a line a module, and where it fetches in a line every 25 files.
PROGRESS := awk '/^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$$/ {n = $$NF; gsub(/[][]/, "", n); $$1 = $$2 = $$NF = ""; print "  " n $$0; fflush(); next} \
	/^Downloaded/ {if (++files % 25 == 0) {print "  fetched " files " files of Maven'"'"'s libraries"; fflush()}; next} /^(Downloading|Progress)/ || /^\[INFO\]/ || /^$$/ {next} {print; fflush()}'

.PHONY: help
help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: jdk
jdk:
	@test -n "$(JDK)" || { echo "Sluice needs a JDK 25 and found none (JAVA_HOME=$${JAVA_HOME:-not set})." >&2; \
	echo "Install one, for example: apt-get install temurin-25-jdk, brew install openjdk@25, or https://adoptium.net; then run this again, or set JAVA_HOME." >&2; exit 1; }

$(BUILT): $(SOURCES) | jdk
	@echo "Building all of it (once; a minute or two, and the first time Maven fetches its libraries too) ..." >&2
	@set -o pipefail; $(MVN:-q=) -T1C -DskipTests -Dspotless.check.skip=true -DskipZip=$(or $(SKIP_ZIP),true) package 2>&1 | $(PROGRESS) >&2
	@mkdir -p $(@D) && touch $@

$(LOCAL): $(filter-out shared/benchmarks/% shared/deploy/% functions/sweeper/%,$(SOURCES)) | jdk
	@echo "Building what runs here (once; a few seconds, and the first time Maven fetches its libraries too) ..." >&2
	@set -o pipefail; $(MVN:-q=) -T1C -Dquick -Dmaven.test.skip=true -DskipZip=true -pl shared/devkit,shared/operator -am package 2>&1 | $(PROGRESS) >&2
	@mkdir -p $(@D) && touch $@

# Halves the time to start. The JVM watches a short life of the gateway and keeps what it learnt; where that goes wrong
# the file stays empty and the gateway starts without it. Not for `make dev`: DynamoDB Local's class path cannot be cached.
$(SERVE_AOT): $(LOCAL)
	@echo "Rehearsing, for quick starts from now on ..." >&2
	@$(JAVA) $(JVM_FLAGS) $(OPENS) -XX:AOTCacheOutput=$@ -cp "$(SERVE_PATH)" dev.sluice.gateway.rehearsal.ServeRehearsal >$@.log 2>&1 || : >$@
	@touch $@

.PHONY: build
build: ## Builds the jars, and target/gateway.zip and target/sweeper.zip
	@$(MAKE) -s $(BUILT) SKIP_ZIP=false
	@$(MAKE) -s $(ZIPS)

.PHONY: dev
dev: $(LOCAL) ## Runs the local world on PORT=3000: gateway, DynamoDB, a scripted provider where no key is set (DATA=dir keeps the tables)
	@exec $(JAVA) $(JVM_FLAGS) -Xmx512m --enable-native-access=ALL-UNNAMED -jar $(DEV_JAR)

.PHONY: serve
serve: $(SERVE_AOT) ## Runs the gateway alone, from the built jars (SLUICE_STORES=dynamodb|memory)
	@exec $(JAVA) $(SERVE_FLAGS) -cp "$(SERVE_PATH)" dev.sluice.gateway.rehearsal.RehearsedServe

# --- Gateway keys: in the running local world, or with ENV=prod in a deployed stage. ------------------------------------
# For a stage the deployer's libraries, which know all of AWS's ways to credentials (SSO, roles).
ON_STAGE = $(if $(ENV),SLUICE_STAGE=$(ENV) $(JAVA) $(JVM_FLAGS) -cp $(DEPLOY_JAR),AWS_ENDPOINT_URL_DYNAMODB=$${AWS_ENDPOINT_URL_DYNAMODB:-http://127.0.0.1:$${DYNAMODB_PORT:-8000}} \
	$(JAVA) $(JVM_FLAGS) -cp "$(OPERATOR_PATH)")
KEYS = $(ON_STAGE) dev.sluice.operator.Keys

# What a command needs is asked for before anything is built.
.PHONY: key-named revoke-named agents-placed credit-told smoke-placed
key-named:
	$(if $(NAME),,$(error Say whose key it is: make key NAME=alice))
revoke-named:
	$(if $(NAME),,$(error Say whose key: make revoke NAME=alice; make keys lists them))
agents-placed:
	$(if $(ENV),$(if $(URL),,$(error Say where the stage is: make agents ENV=$(ENV) URL=https://…)))
credit-told:
	$(if $(and $(EMAIL),$(USD)),,$(error Say whose credit and how much: make credit EMAIL=ann@example.com USD=5.00))
smoke-placed:
	$(if $(or $(URL),$(ENV)),,$(error Say where to look: make smoke ENV=prod, or URL=https://…))

.PHONY: key
key: key-named $(if $(ENV),$(BUILT),$(LOCAL)) ## Creates a gateway key and prints it once: NAME=… [RPM= TPM= USD_DAY= USD_MONTH= IN_FLIGHT= LIMITS=requestsDay=1000,… MODELS=a,b EXPIRES=2027-01-31] [ENV=prod]
	@$(KEYS) create --name "$(NAME)" $(if $(RPM),--rpm "$(RPM)") $(if $(TPM),--tpm "$(TPM)") $(if $(USD_DAY),--usd-day "$(USD_DAY)") $(if $(USD_MONTH),--usd-month "$(USD_MONTH)") $(if $(IN_FLIGHT),--in-flight "$(IN_FLIGHT)") $(if $(LIMITS),--limits "$(LIMITS)") $(if $(MODELS),--models "$(MODELS)") $(if $(EXPIRES),--expires "$(EXPIRES)")

.PHONY: keys
keys: $(if $(ENV),$(BUILT),$(LOCAL)) ## Lists the gateway keys, without the keys themselves [ENV=prod]
	@$(KEYS) list

.PHONY: revoke
revoke: revoke-named $(if $(ENV),$(BUILT),$(LOCAL)) ## Revokes a gateway key: NAME=… [ENV=prod]
	@$(KEYS) revoke --name "$(NAME)"

# SLUICE_KEY in the environment is taken instead of a new key: secrets never stand on a command line.
.PHONY: agents
agents: agents-placed $(if $(ENV),$(BUILT),$(LOCAL)) ## Prints the configurations of Claude Code and Codex, with a key made for them: [NAME=agents MODEL=code USD_DAY=] [ENV=prod URL=https://…]
	@$(ON_STAGE) dev.sluice.operator.Agents print --url "$(or $(URL),http://localhost:$(or $(PORT),3000))" $(if $(MODEL),--model "$(MODEL)") $(if $(NAME),--name "$(NAME)") $(if $(USD_DAY),--usd-day "$(USD_DAY)")

.PHONY: usage
usage: $(if $(ENV),$(BUILT),$(LOCAL)) ## Lists what each key used and cost, a line a day: [NAME=alice DAYS=7] [ENV=prod]
	@$(ON_STAGE) dev.sluice.operator.UsageCommand list $(if $(NAME),--name="$(NAME)") $(if $(DAYS),--days="$(DAYS)")

.PHONY: slots
slots: $(if $(ENV),$(BUILT),$(LOCAL)) ## Lists the slots that were used: what cools down, what is used of their limits; CLEAR=3 ends the cooldowns of one [ENV=prod]
	@$(ON_STAGE) dev.sluice.operator.SlotsCommand $(if $(CLEAR),clear --slot="$(CLEAR)",list)

# --- On Lambda ------------------------------------------------------------------------------------------------------------
ZIPS := target/gateway.zip target/sweeper.zip
ARCHITECTURE := $(if $(filter arm64 aarch64,$(shell uname -m)),arm64,x86_64)
SAM_LOCAL = --parameter-overrides "Stage=local Architecture=$(ARCHITECTURE)" --env-vars $(or $(ENV_JSON),env/local.json) --skip-pull-image \
	$(if $(filter Linux,$(shell uname)),--add-host host.docker.internal:host-gateway)

$(ZIPS) &: $(filter-out shared/benchmarks/%,$(SOURCES)) $(wildcard functions/*/src/main/zip/*) | jdk
	@$(MVN) -DskipTests -Dspotless.check.skip=true -pl functions/gateway,functions/sweeper -am package
	@touch $(ZIPS)

.PHONY: package
package: $(ZIPS) ## Makes target/gateway.zip and target/sweeper.zip, what Lambda runs
	@for zip in $(ZIPS); do printf '%s  %s bytes  sha256 %s\n' "$$zip" "$$(wc -c < $$zip | tr -d ' ')" "$$(sha256sum $$zip | cut -d' ' -f1)"; done

# What `sam build` calls (BuildMethod: makefile).
.PHONY: build-GatewayFunction build-SweeperFunction
build-GatewayFunction: target/gateway.zip
	@cd "$(ARTIFACTS_DIR)" && "$(JDK)/bin/jar" xf "$(CURDIR)/target/gateway.zip" && chmod 755 bootstrap-stream bootstrap-server
build-SweeperFunction: target/sweeper.zip
	@cd "$(ARTIFACTS_DIR)" && "$(JDK)/bin/jar" xf "$(CURDIR)/target/sweeper.zip"

.PHONY: validate
validate: ## Checks template.yaml (SAM CLI)
	@AWS_DEFAULT_REGION=$${AWS_DEFAULT_REGION:-us-east-1} sam validate --lint

.aws-sam/build/template.yaml: $(ZIPS) template.yaml
	@sam build --build-in-source > /dev/null && touch $@

.PHONY: invoke
invoke: .aws-sam/build/template.yaml ## Runs the function once in Lambda's image (SAM CLI, Docker): EVENT=events/chat-stream.json, beside `HOST=0.0.0.0 SLUICE_LOCAL_KEY=sk-local make dev`
	@sam local invoke GatewayFunction --event "$(or $(EVENT),events/chat-stream.json)" $(SAM_LOCAL)

# The stock runtime client is only needed to compare with, so it is no dependency of ours. Left out is utils-lite, which it first uses behind its answer and
# ends for want of it: with it, its native part asks for a second event and crashes where that is refused.
STOCK_CLIENT := com.amazonaws:aws-lambda-java-runtime-interface-client:2.9.0 com.amazonaws:aws-lambda-java-serialization:1.2.0 com.amazonaws:aws-lambda-java-core:1.4.0
COLD := target/coldstart

# What is measured is the zip's content; the classes that measure come from a jar of their own, with nothing of the gateway beside it.
.PHONY: coldstart
coldstart: $(ZIPS) $(BUILT) ## Time from a fresh JVM's start to the first relayed byte, beside a hello world on Lambda's stock client: RUNS=20 [ONLY=regex of rows] [FLAGS=more JVM flags] [KEEP=1: caches stay trained]
	@mkdir -p $(COLD)/task $(COLD)/client $(COLD)/work && rm -rf $(COLD)/task/* $(if $(KEEP),,$(COLD)/work/*)
	@cd $(COLD)/task && "$(JDK)/bin/jar" xf ../../gateway.zip && chmod 755 bootstrap-stream && $(JAVA) -cp "lib/*" dev.sluice.gateway.image.OneJar lib sluice.jar
	@for jar in $(STOCK_CLIENT); do $(MVN) dependency:copy -Dartifact=$$jar -DoutputDirectory="$(CURDIR)/$(COLD)/client" -pl shared/core > /dev/null 2>&1; done
	@$(JAVA) $(if $(ONLY),-Donly="$(ONLY)") $(if $(FLAGS),-Dmore="$(FLAGS)") -cp "shared/benchmarks/target/sluice-bench.jar:shared/benchmarks/target/lib/*" dev.sluice.bench.coldstart.ColdStart \
	  $(COLD)/task $(COLD)/client $(COLD)/work events/chat-stream.json $(or $(RUNS),20)

# --- A stage on AWS: ENV=prod. The key of smoke tests comes from SLUICE_SMOKE_KEY, never from the command line. ----------
DEPLOY = $(JAVA) $(JVM_FLAGS) -Xmx512m -jar $(DEPLOY_JAR)
STAGE = --stage "$(ENV)"
SMOKE_MODEL = $(if $(MODEL),--model "$(MODEL)")
PACKAGED = start=$$(date +%s); $(MAKE) package && exec $(DEPLOY)
PACKAGE_SECONDS = --package-seconds $$(($$(date +%s) - start))

.PHONY: stage-named
stage-named:
	$(if $(ENV),,$(error Say which stage, for example: make $(MAKECMDGOALS) ENV=prod))

.PHONY: deploy
deploy: stage-named $(BUILT) ## Makes or updates a whole stage, the first time included: ENV=prod [YES=1] [MODEL=…] (SAM CLI)
	@$(DEPLOY) check $(STAGE)
	@$(PACKAGED) stack $(STAGE) $(PACKAGE_SECONDS) $(SMOKE_MODEL) $(if $(YES),--yes)

.PHONY: deploy-lambda-fast
deploy-lambda-fast: stage-named $(BUILT) ## Code only: upload, publish, move the aliases, smoke test, back if it fails: ENV=prod [MODEL=…]
	@$(DEPLOY) there $(STAGE)
	@$(PACKAGED) code $(STAGE) $(PACKAGE_SECONDS) $(SMOKE_MODEL)

.PHONY: deploy-env
deploy-env: stage-named $(BUILT) ## Provider settings of env/prod.env to Parameter Store, what changed: ENV=prod [YES=1] [PRUNE=1]
	@exec $(DEPLOY) env $(STAGE) $(if $(PRUNE),--prune) $(if $(YES),--yes)

.PHONY: rollback
rollback: stage-named $(BUILT) ## The aliases to the version that was live before, or to the gateway's VERSION=n: ENV=prod
	@exec $(DEPLOY) rollback $(STAGE) $(if $(VERSION),--version "$(VERSION)")

.PHONY: logs
logs: stage-named $(BUILT) ## What the functions of a stage wrote: ENV=prod [MINUTES=10] [FOLLOW=1]
	@exec $(DEPLOY) logs $(STAGE) $(if $(MINUTES),--minutes "$(MINUTES)") $(if $(FOLLOW),--follow)

.PHONY: smoke
smoke: smoke-placed $(BUILT) ## One streamed completion, and when its parts arrived: ENV=prod or URL=https://… [MODEL=…], SLUICE_SMOKE_KEY set
	@exec $(DEPLOY) smoke $(if $(URL),--url "$(URL)",$(if $(ENV),$(STAGE))) $(SMOKE_MODEL)

# --- The web frontend (docs/web-frontend.md) ------------------------------------------------------------------------------
TOOL = $(JAVA) $(JVM_FLAGS) -cp "$(OPERATOR_PATH)"

.PHONY: credit
credit: credit-told $(if $(ENV),$(BUILT),$(LOCAL)) ## Gives credit to a user, or takes it: EMAIL=… USD=5.00 (USD=-5.00 takes) [ENV=prod]
	@$(ON_STAGE) dev.sluice.operator.Credit add $(if $(EMAIL),--email="$(EMAIL)") $(if $(USD),--usd="$(USD)")

.PHONY: pricing-ts
pricing-ts: $(LOCAL) ## Writes the catalog's prices as the frontend's pricing.ts: OUT=…
	@$(TOOL) dev.sluice.operator.Export pricing-ts "$(OUT)"

.PHONY: provider-catalog
provider-catalog: $(LOCAL) ## Writes the catalog in the old backend's schema, PROVIDER_CATALOG.json: OUT=…
	@$(TOOL) dev.sluice.operator.Export provider-catalog "$(OUT)"

.PHONY: import-env
import-env: $(LOCAL) ## Turns an env file of the old backend into one of ours: FROM=old/.env [TO=env/local.env]
	@$(TOOL) dev.sluice.operator.ImportEnv "$(FROM)" "$(or $(TO),env/$(or $(ENV),local).env)"

# --- Work on it ---------------------------------------------------------------------------------------------------------
.PHONY: test
test: jdk ## Format check, static analysis and all tests
	@$(MVN:-q=) --no-transfer-progress verify
	@mkdir -p target && touch $(BUILT)

.PHONY: integration
integration: jdk ## The stores' contracts and deploy-env against LocalStack in Docker; fails where that cannot run
	@$(MVN:-q=) --no-transfer-progress -Dspotless.check.skip=true -pl shared/deploy -am test \
	  -Dtest='LocalStack*Test' -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.integration=required

.PHONY: test-agents
test-agents: $(LOCAL) ## Codex and Claude Code, the real programs (npm), each do a task with a tool against the local world: [ONLY=codex]
	@JAVA="$(JAVA)" JVM_FLAGS="$(subst ',,$(JVM_FLAGS))" DEV_JAR="$(DEV_JAR)" ONLY="$(ONLY)" shared/devkit/test-agents.sh

.PHONY: test-sdks
test-sdks: $(LOCAL) ## OpenAI's, Anthropic's and Cohere's clients of Python (pip) and Node (npm) go through every door of the local world: [ONLY=python]
	@JAVA="$(JAVA)" JVM_FLAGS="$(subst ',,$(JVM_FLAGS))" DEV_JAR="$(DEV_JAR)" ONLY="$(ONLY)" shared/devkit/test-sdks.sh

.PHONY: torture
torture: jdk ## Kills the gateway KILLS=25 times while it serves, sweeps, and compares the provider's view with the ledger's: one line [SEED=n]
	@mkdir -p target && rm -f target/torture.txt
	@$(MVN) -Dspotless.check.skip=true -DskipZip=true -pl shared/devkit -am test -Dtest=TortureTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtorture.kills=$(or $(KILLS),25) $(if $(SEED),-Dtorture.seed=$(SEED)) -Dtorture.out="$(CURDIR)/target/torture.txt" > target/torture.log 2>&1; \
	  code=$$?; cat target/torture.txt 2>/dev/null; test $$code = 0 || { tail -50 target/torture.log; exit $$code; }

.PHONY: format
format: jdk ## Formats the sources
	@$(MVN) spotless:apply

.PHONY: bench
bench: $(SERVE_AOT) $(BUILT) ## What the gateway adds, in two minutes: latency, CPU, memory, allocation, DynamoDB calls (JMH=1: microseconds of the path without I/O)
	@JDK="$(JDK)" SERVE_FLAGS="$(subst ',,$(SERVE_FLAGS))" shared/benchmarks/bench.sh

.PHONY: bench-load
bench-load: $(SERVE_AOT) $(BUILT) ## How much it bears: busy and resting streams, the rate at which it is full [PARTS="busy idle saturation"] [CORES=2] [SLOW=50: half a core]
	@JDK="$(JDK)" SERVE_FLAGS="$(subst ',,$(SERVE_FLAGS))" shared/benchmarks/load.sh

.PHONY: bench-store
bench-store: $(SERVE_AOT) $(BUILT) ## What admission and settling take while DynamoDB answers late [DELAYS="0 3 15"]
	@JDK="$(JDK)" SERVE_FLAGS="$(subst ',,$(SERVE_FLAGS))" shared/benchmarks/store.sh

.PHONY: bench-lambda
bench-lambda: $(SERVE_AOT) $(BUILT) ## Several requests an instance, as Lambda Managed Instances have it [STREAMS="1 8 64"]
	@JDK="$(JDK)" SERVE_FLAGS="$(subst ',,$(SERVE_FLAGS))" shared/benchmarks/lambda.sh

.PHONY: bench-compare
bench-compare: $(SERVE_AOT) $(BUILT) ## The same beside another commit in one run, in turns, as a table: BASE=dir of a clone at it [ROUNDS=5] [FLAGS=JVM flags of the second]
	@JDK="$(JDK)" shared/benchmarks/compare.sh

.PHONY: accuracy
accuracy: $(BUILT) ## How exactly processes keep a limit together, in about a quarter of an hour: WINDOW=60 WINDOWS=2 [RECORD=1]
	@$(JAVA) $(JVM_FLAGS) -cp "shared/benchmarks/target/sluice-bench.jar:shared/benchmarks/target/lib/*" dev.sluice.bench.Accuracy \
	  "$(or $(WINDOW),60)" "$(or $(WINDOWS),2)" "$$(git rev-parse --short HEAD 2>/dev/null || echo unknown)" \
	  "$(if $(RECORD),docs/measurements/$$(date -u +%Y-%m-%d)-accuracy.md,target/accuracy.md)" \
	  $(JAVA) -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m -Dhttp.maxConnections=200 \
	  -cp "shared/benchmarks/target/sluice-bench.jar:shared/benchmarks/target/lib/*"

.PHONY: clean
clean: jdk ## Removes what was built
	@$(MVN) clean && rm -rf target
