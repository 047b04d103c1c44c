/** Request validators: required parameters, and bodies that must match their model. */
import { Ajv, type ValidateFunction } from 'ajv';
import type { Method, RestApi } from './api.ts';
import type { Call } from './proxy-event.ts';
import { GatewayRefusal } from './refusal.ts';

const ajv = new Ajv({ strict: false, allErrors: true });
const compiled = new WeakMap<object, ValidateFunction>();

/** Models are JSON Schema draft 4; later drafts define the keywords that models use in the same way. */
const validatorFor = (model: Readonly<Record<string, unknown>>): ValidateFunction => {
  const known = compiled.get(model);
  if (known) return known;
  const schema = Object.fromEntries(Object.entries(model).filter(([name]) => name !== '$schema'));
  const validate = ajv.compile(schema);
  compiled.set(model, validate);
  return validate;
};

const missingParameters = ({ parameters }: Method, { request, route }: Call): string[] =>
  Object.entries(parameters)
    .filter(([, required]) => required)
    .map(([parameter]) => parameter.replace(/^method\.request\./u, ''))
    .filter((parameter) => {
      const [kind, name = ''] = parameter.split(/\.(.*)/su);
      if (kind === 'header') return !(request.headers[name.toLowerCase()] ?? '');
      if (kind === 'querystring') return !(request.url.searchParams.get(name) ?? '');
      return route.parameters[name] === undefined;
    })
    .map((parameter) => parameter.split(/\.(.*)/su)[1] ?? parameter);

const bodyMatches = (models: RestApi['models'], method: Method, { request }: Call): boolean => {
  const type = request.headers['content-type']?.split(';')[0]?.trim() ?? 'application/json';
  const model = models.get(method.models[type] ?? method.models['$default'] ?? '');
  if (!model) return true;
  try {
    return validatorFor(model)(JSON.parse(request.body.toString('utf8')));
  } catch {
    return false;
  }
};

/** @throws GatewayRefusal that says what is missing or does not match */
export function validateRequest(method: Method, call: Call): void {
  const validator = call.api.validators.get(method.validatorId ?? '');
  if (validator?.parameters === true) {
    const missing = missingParameters(method, call);
    if (missing.length > 0) {
      throw new GatewayRefusal(
        'BAD_REQUEST_PARAMETERS',
        `Missing required request parameters: [${missing.join(', ')}]`,
      );
    }
  }
  if (validator?.body === true && !bodyMatches(call.api.models, method, call)) {
    throw new GatewayRefusal('BAD_REQUEST_BODY');
  }
}
