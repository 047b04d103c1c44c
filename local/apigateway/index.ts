/** API Gateway: REST APIs with authorisers, API keys, usage plans and Lambda proxy integrations. */
export { type ApiGateway, createApiGateway } from './api-gateway.ts';
