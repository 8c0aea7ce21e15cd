// SPDX-License-Identifier: Apache-2.0
// A unit without Catch2's main, for whose sake the precompiled header is made.
#include <catch2/catch.hpp>
