const internal = 'com.attask.common.InternalException';

/** By status, what Workfront sends with it unless told otherwise. */
const defaults: Readonly<Record<number, readonly [errorClass: string, message: string]>> = {
  400: ['java.lang.UnsupportedOperationException', 'Operation not supported'],
  401: ['com.attask.common.AuthenticationException', 'You are not currently logged in.'],
  403: ['com.attask.common.InsufficientPrivilegesException', 'You do not have sufficient privileges.'],
  404: ['com.attask.common.ObjectNotFoundException', 'Not found'],
  405: ['java.lang.UnsupportedOperationException', 'Method not allowed'],
  410: ['com.attask.common.APIVersionException', 'no longer available in this API version'],
  413: ['java.lang.IllegalArgumentException', 'Request entity too large'],
  414: ['java.lang.IllegalArgumentException', 'URI too long'],
  422: ['com.attask.common.InvalidParameterException', 'Invalid data'],
  429: [
    'com.attask.common.TooManyRequestsException',
    'Too many concurrent API requests for the given customer',
  ],
  500: [internal, 'An unexpected error occurred'],
};

/**
 * Ends a request with an error answer: `class` and `message` are what Workfront's API file promises. `note` tells a
 * reader of the traffic what the sandbox thinks of it.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly body: object;
  readonly note: string | undefined;

  constructor(
    status: number,
    message?: string,
    { note, ...more }: { readonly note?: string; readonly [key: string]: unknown } = {},
  ) {
    const [errorClass, standard] = defaults[status] ?? [internal, `HTTP ${status}`];
    super(message ?? standard);
    this.name = 'ApiError';
    this.status = status;
    this.body = { error: { class: errorClass, message: this.message, ...more } };
    this.note = note;
  }
}

/** A field or link that this version's object does not have; Workfront fails the whole call for one. */
export function unknownField(version: string, field: string, object: string): ApiError {
  const model = `V${version.replace('.', '_')}`;
  return new ApiError(422, `APIModel ${model} does not support field ${field} (${object})`, {
    class: 'java.lang.IllegalArgumentException',
  });
}

/** An ID that no object has, or none that the caller may see. */
export function notFound(object: string, id: string): ApiError {
  return new ApiError(404, `${object} with primary key value(s) "${id}" not found`, {
    title: null,
    msgKey: 'exception.norecordfound',
    attributes: [object, id],
    code: 0,
  });
}

/** A request that Workfront may answer and the sandbox has not learnt: told apart so that nobody trusts it. */
export function notCovered(what: string): ApiError {
  return new ApiError(400, `The sandbox does not cover ${what}`, { note: `not covered: ${what}` });
}
