/** The parts of Powertools that the hourly function uses. */
export { Logger } from '@aws-lambda-powertools/logger';
