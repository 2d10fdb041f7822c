# Every way to run the newsroom from a checkout. Needs only make, Python >= 3.11 and a package registry.

BIN := var/venv/bin
STAMP := var/venv/.installed
ARGS ?=
WORKERS ?= 4
PART ?= adversary authority crashes faults halfdead kills properties recovery spending week word wordpress

export PYTHONUTF8 := 1
# Whoever may not keep what it compiled compiles it anew, and a check starts hundreds of processes of ours.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo up ops test quick check proof adversary audit fix lock vendor bench measure manifests clean

##@ Ai cũng bắt đầu từ đây

help: ## Danh sách lệnh (this list)
	@awk -F':.*## ' '/^##@ /{printf "%s%s:\n", sep, substr($$0, 5); sep = "\n"} /^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## Dựng môi trường trong var/venv (install everything)
	@echo "Môi trường var/venv đã đủ theo requirements.lock."

$(STAMP): requirements.lock pyproject.toml .ci/setup .ci/uv.txt
	@.ci/setup
	@touch $@

##@ Người viết, biên tập, duyệt bài: xem và dùng thử

demo: $(STAMP) ## Chạy trọn câu chuyện mẫu (the whole story, played once)
	@exec $(BIN)/toasoan demo $(ARGS)

up: $(STAMP) ## Mở tòa soạn trên máy này, Ctrl-C để đóng; PORTAL=wordpress: Cổng thật (run everything here)
	@exec $(BIN)/toasoan up $(if $(PORTAL),--portal $(PORTAL)) $(ARGS)

##@ Người vận hành

ops: $(STAMP) ## Tòa soạn thử có cảnh báo; ARGS="--publish-within 2m" (alarms: stop the workers and see)
	@exec $(BIN)/toasoan ops $(ARGS)

measure: $(STAMP) ## Đo bố cục mã nguồn (folders, chains of imports, lengths)
	@$(BIN)/python -m tests.layout.counting

manifests: $(STAMP) ## Dựng lại bản kê Kubernetes sau khi sửa; cần kubectl (rendered manifests)
	@$(BIN)/python deploy/kubernetes/render.py

##@ Người phát triển

test: $(STAMP) ## Chạy kiểm thử; ARGS="-k tên" để chọn (all tests, or ARGS)
	@exec $(BIN)/python -m pytest $(ARGS)

quick: $(STAMP) ## Vòng lặp khi đang viết: định dạng, kiểu, quy tắc (lint, types, tests that need no server)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict
	@exec $(BIN)/python -m pytest -m rules --hypothesis-profile quick $(ARGS)

check: $(STAMP) ## Mọi phép kiểm tra như CI (format, lint, types, layers, tests)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports
	@exec $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

proof: $(STAMP) ## Chứng minh dài, cả bộ; PART=authority để chọn (long proofs, whole)
	@for part in $(PART); do $(BIN)/python -m pytest --proof $$part $(ARGS) || exit; done

adversary: $(STAMP) ## Thử phá từ mọi tài khoản của kho và từ quản trị kho (attackers, whole)
	@exec $(BIN)/python -m pytest --proof adversary -n $(WORKERS) $(ARGS)

fix: $(STAMP) ## Tự sửa định dạng và lỗi nhỏ (format and safe fixes)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## Đo tốc độ (measure)
	@exec $(BIN)/toasoan bench $(ARGS)

audit: ## Hỏi cảnh báo an toàn về các gói; không hỏi được cũng là hỏng (advisories on our packages)
	@.ci/audit $(ARGS)

lock: ## Tính lại requirements.lock từ pyproject.toml (new versions)
	@.ci/setup lock

vendor: ## Tải lại các tệp lấy từ npm (.ci/vendored.txt); cần npm (script and fonts of the pages)
	@.ci/vendor

clean: ## Xóa môi trường và bộ nhớ đệm; dữ liệu trong var/ còn nguyên (data stays)
	rm -rf var/venv var/tools .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
