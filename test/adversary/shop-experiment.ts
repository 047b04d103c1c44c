/** A small experiment on the shop: every way in which an order can end, a release, three kinds of drift, three alarms. */
import { parseExperiment } from '../../chaos/documents/index.ts';
import shop from '../../systems/commerce/evenkeel.system.ts';

export const experiment = parseExperiment(
  `
version: 1
name: small_shop
title: A few orders
hypothesis: Every order that is refused is rolled back, and a reconcile run repairs the drift and nothing else.
minSpeed: 20
steadyState:
  before: [{ probe: alarms }, { probe: http, path: /products }]
  after: [{ probe: http, path: /products }]
phases:
  - name: baseline
    seconds: 2
    scenarios: [{ name: base_checkout, journey: checkout, rate: 2 }]
  - name: broken
    seconds: 4
    drainSeconds: 10
    scenarios:
      - { name: refused_checkout, journey: checkout, rate: 1 }
      - { name: broken_checkout, journey: checkout, rate: 2 }
      - { name: dear, journey: over_limit, rate: 0.5 }
      - { name: sold_out, journey: no_stock, rate: 0.5 }
faults:
  - id: sold-out
    fault: port-answer
    scenario: refused_checkout
    iterations: [1]
    leaseSeconds: 30
    parameters:
      service: warehouse
      step: prepare
      port: store.reserve
      answer: { outcome: OUT_OF_STOCK, reason: 'injected: out of stock' }
      effect: rolls-back
  - id: risk-closed
    fault: port-answer
    scenario: refused_checkout
    iterations: [3]
    leaseSeconds: 30
    parameters: { service: payment, step: prepare, port: risk.limitCents, answer: 0, effect: rolls-back }
  - id: lost-authorisation
    fault: exception
    scenario: broken_checkout
    iterations: [1]
    attempts: 1
    leaseSeconds: 30
    parameters: { service: payment, step: prepare, point: after-commit }
  - id: lost-capture
    fault: exception
    scenario: broken_checkout
    iterations: [2]
    attempts: 1
    leaseSeconds: 30
    parameters: { service: payment, step: commit, point: after-commit }
  - id: broken-reservation
    fault: exception
    scenario: broken_checkout
    iterations: [4]
    attempts: always
    leaseSeconds: 30
    parameters: { service: warehouse, step: prepare, point: before-commit }
  - id: slow-version
    fault: release
    scenario: base_checkout
    iterations: [1]
    leaseSeconds: 60
    parameters: { function: checkout-api, defect: slow, ms: 6000 }
drift:
  - { id: wrong-price, fault: store-drift, count: 1, parameters: { kind: price-copy-changed } }
  - { id: lost-reservation, fault: store-drift, count: 1, parameters: { kind: reservation-lost } }
  - { id: orphan-payment, fault: store-drift, count: 1, parameters: { kind: orphan-payment } }
reconcile: { by: run-now, timeoutSeconds: 60 }
expect:
  alarms:
    - { name: errors-payment, cause: lost-authorisation, also: [lost-capture], withinSeconds: 300 }
    - { name: errors-warehouse, cause: broken-reservation, withinSeconds: 300 }
    - { name: slow-checkout-api, cause: slow-version, withinSeconds: 300 }
budgets: { detectSeconds: 300, rollbackSeconds: 20, convergeSeconds: 600 }
`,
  'small_shop.yaml',
  { system: shop },
);
