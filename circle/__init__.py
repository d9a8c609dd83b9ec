"""Circle (圈子): a community service that keeps what its members write."""
