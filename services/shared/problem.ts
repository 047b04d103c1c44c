import { ServiceError } from './errors.ts';

export interface FieldError {
  /** The place in the request, such as `body.lines.0.quantity`. */
  readonly path: string;
  readonly message: string;
}

/** An unsuccessful response, as problem details (RFC 9457). */
export class HttpProblem extends ServiceError {
  readonly status: number;
  readonly title: string;
  readonly errors: readonly FieldError[];

  constructor(status: number, title: string, detail: string, errors: readonly FieldError[] = []) {
    super(detail);
    this.status = status;
    this.title = title;
    this.errors = errors;
  }
}

export const notFound = (thing: string, id: string): HttpProblem =>
  new HttpProblem(404, 'Not found', `There is no ${thing} ${id}.`);

export const conflict = (detail: string): HttpProblem => new HttpProblem(409, 'Conflict', detail);

export const invalid = (errors: readonly FieldError[]): HttpProblem =>
  new HttpProblem(400, 'Invalid request', 'The request is invalid. Each error is listed with its path.', errors);

export const unprocessable = (errors: readonly FieldError[]): HttpProblem =>
  new HttpProblem(422, 'Unprocessable request', 'The request is well-formed but cannot be processed.', errors);
