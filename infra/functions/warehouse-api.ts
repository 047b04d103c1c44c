import { warehouseApi } from '../../services/warehouse/index.ts';

export const handler = warehouseApi();
