# The front door. The build is meson's; every target here says in plain words what it needs and does.
BUILD ?= build
prefix ?= /usr/local
PACKAGES = gcc pkg-config meson ninja-build libglib2.0-dev libjson-glib-dev libyaml-dev libsnmp-dev libssh-dev \
	libsqlite3-dev libxml2-dev libcmocka-dev scdoc openssh-client openssh-server snmp
# What the tests alone need: other people's programs that our formats are for.
TEST_PACKAGES = chromium tidy prometheus influxdb python3-jsonschema python3-yaml libxml2-utils

.PHONY: all build packages test-packages demo test torture edits fuzz golden bench install format clean

all: build

# Installs what is missing when it may, and says the exact command when it may not.
packages:
	@command -v dpkg-query >/dev/null || { echo "not a Debian: see that these are here: $(PACKAGES)"; exit 0; }; \
	missing=$$(for p in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as=sudo; \
	else echo "These packages are missing. Install them, then start again:"; \
	  echo "    sudo apt-get install --no-install-recommends" $$missing; exit 1; fi; \
	echo "installing:" $$missing; \
	$$as apt-get update -qq && \
	$$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null

test-packages: packages
	@$(MAKE) --no-print-directory packages PACKAGES="$(TEST_PACKAGES)" || echo "Without them a few tests are skipped."
	@tests/schema/fetch $(BUILD)/check/schemas || echo "Without them a few tests are skipped."

# What is installed: no sanitizers, no tests.
$(BUILD)/release/build.ninja: | packages
	@meson setup $(BUILD)/release --prefix=$(prefix) --buildtype=release -Dtests=false >/dev/null

# What is tested: AddressSanitizer and UndefinedBehaviorSanitizer.
$(BUILD)/check/build.ninja: | packages
	@meson setup $(BUILD)/check -Db_sanitize=address,undefined >/dev/null

build: packages $(BUILD)/release/build.ninja
	@ninja --quiet -C $(BUILD)/release

demo: build
	@lab/demo $(BUILD)/release

test: test-packages $(BUILD)/check/build.ninja
	@tests/run $(BUILD)/check

# All the accidents, where the test has a sample of each: takes half an hour.
torture: packages $(BUILD)/check/build.ninja
	@TORTURE_CELLS=$${TORTURE_CELLS:-250} tests/run $(BUILD)/check --suite torture --timeout-multiplier 20 --verbose

# A million random edits of inventories, bytes and trees, where the test has some thousands: takes ten minutes and all processors.
edits: packages $(BUILD)/check/build.ninja
	@EDITS=$${EDITS:-1000000} EDITS_JOBS=$${EDITS_JOBS:-$$(nproc)} tests/run $(BUILD)/check --suite edits --timeout-multiplier 60 --verbose

# libFuzzer on each target, FUZZ_SECONDS (60) long; needs clang.
fuzz:
	@$(MAKE) --no-print-directory packages PACKAGES="$(PACKAGES) clang libclang-rt-14-dev"
	@tests/fuzz/run $(BUILD)/fuzz $(FUZZ)

# Rewrites what the golden cases expect: read the difference before committing it.
golden: packages $(BUILD)/check/build.ninja
	@ninja --quiet -C $(BUILD)/check
	@UPDATE=1 tests/golden/run $(BUILD)/check/vlanctl/cmd/vlanctl
	@UPDATE=1 tests/golden/rules $(BUILD)/check/vlanctl/cmd/vlanctl

# Compares speeds: ratios on the terminal, history.json and drawings in BUILD/bench. Takes long; BENCH_QUICK=1 for a short run.
bench:
	@$(MAKE) --no-print-directory build PACKAGES="$(PACKAGES) yamllint braa prometheus-snmp-exporter curl python3-netmiko iproute2"
	@tests/bench/run $(BUILD)/release $(BUILD)/bench

install: build
	@meson configure $(BUILD)/release --prefix=$(prefix)
	@meson install -C $(BUILD)/release

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf $(BUILD)
