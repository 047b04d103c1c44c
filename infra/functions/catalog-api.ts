import { catalogApi } from '../../services/catalog/index.ts';

export const handler = catalogApi();
