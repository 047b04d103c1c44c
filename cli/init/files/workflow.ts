/** A GitHub workflow that runs the first experiment for every change. */
export function workflowFile({ app, synth }: { readonly app: string; readonly synth: string }): string {
  return `name: evenkeel

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  chaos:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
          cache: npm
      - uses: actions/setup-java@v5
        with:
          distribution: temurin
          java-version: 17
      - uses: actions/setup-go@v6
        with:
          go-version: "1.26"
          cache: false
      - uses: actions/cache@v4
        with:
          path: ~/.cache/evenkeel
          key: evenkeel-\${{ runner.os }}-\${{ hashFiles('package-lock.json') }}
      - run: npm ci
      - run: ${synth}
      - run: npx evenkeel chaos validate experiments/first.yaml --app ${app}
      - run: npx evenkeel chaos run experiments/first.yaml --app ${app}
      - name: Keep the report and the evidence
        if: \${{ !cancelled() }}
        uses: actions/upload-artifact@v4
        with:
          name: evenkeel
          path: |
            reports/runs/
            !reports/runs/*/latest/**
          if-no-files-found: ignore
`;
}
