"""Speaking LTI as a platform: lti1p3platform where it has the part, our own code where it has not (see
demo/README.md)."""
