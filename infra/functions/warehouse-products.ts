import { warehouseProducts } from '../../services/warehouse/index.ts';

export const handler = warehouseProducts();
