// The one function we use of react-dom; at build time it is Preact's.
declare module 'react-dom/client' {
  export function createRoot(container: Element): { render(node: import('react').ReactNode): void };
}
