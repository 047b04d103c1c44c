export { checkoutAnswers } from './functions/answers.ts';
export { checkoutApi } from './functions/api.ts';
export { checkoutDispatch } from './functions/dispatch.ts';
export { checkoutPrices } from './functions/prices.ts';
export { checkoutSaga } from './functions/saga.ts';
