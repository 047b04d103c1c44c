import { checkoutAnswers } from '../../services/checkout/index.ts';

export const handler = checkoutAnswers();
